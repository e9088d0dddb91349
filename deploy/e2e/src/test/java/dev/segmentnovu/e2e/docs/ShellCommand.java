package dev.segmentnovu.e2e.docs;

import java.util.List;
import java.util.stream.Stream;

/**
 * A simple command of a shell script.
 *
 * @param words without quotes, comments and redirections; what the shell would fill in ({@code
 *     $NAME}, {@code $(…)}) stands as it is written. Never empty
 */
record ShellCommand(List<String> words) {

  private static final String ASSIGNMENT = "[A-Z][A-Z0-9_]*=(?s:.*)";

  ShellCommand {
    words = List.copyOf(words);
  }

  /** The names of the variables that it sets, for itself or with {@code export}. */
  List<String> variables() {
    return words.stream()
        .filter(word -> word.matches(ASSIGNMENT))
        .map(word -> word.substring(0, word.indexOf('=')))
        .toList();
  }

  /** The program, without a path; empty if the command only sets variables. */
  String program() {
    return withoutVariables().findFirst().orElse("").replaceAll("^.*/", "");
  }

  /** The words behind the program. */
  List<String> arguments() {
    return withoutVariables().skip(1).toList();
  }

  private Stream<String> withoutVariables() {
    return words.stream().dropWhile(word -> word.matches(ASSIGNMENT));
  }
}
