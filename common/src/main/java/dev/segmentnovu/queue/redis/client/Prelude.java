package dev.segmentnovu.queue.redis.client;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Selects from the prelude what a script uses. The prelude is what several scripts need: the files
 * in the folder {@code prelude}. Each function that a script contains takes time in every call of
 * the script, used or not.
 *
 * <p>A paragraph is a comment and one {@code local}; blank lines separate paragraphs.
 */
final class Prelude {

  private static final Pattern COMMENT = Pattern.compile("--.*");
  private static final Pattern DEFINITION =
      Pattern.compile("^local (?:function (\\w+)|(\\w+(?:, \\w+)*) =)", Pattern.MULTILINE);

  private Prelude() {}

  /**
   * The paragraphs of {@code prelude} that define a name which {@code script} uses, or which one of
   * these paragraphs uses, in their order and without comments.
   *
   * @throws IllegalArgumentException if a paragraph with code defines no name
   */
  static String usedBy(String prelude, String script) {
    List<String> used = new ArrayList<>();
    String code = withoutComments(script);
    List<String> paragraphs = new ArrayList<>(List.of(prelude.split("\n\n")));
    // from the last to the first: a paragraph uses only those above it
    Collections.reverse(paragraphs);
    for (String paragraph : paragraphs) {
      String definition = withoutComments(paragraph).strip();
      if (!definition.isEmpty() && usesAny(code, names(definition))) {
        used.add(0, definition + "\n");
        code = definition + "\n" + code;
      }
    }
    return String.join("", used);
  }

  private static List<String> names(String definition) {
    Matcher matcher = DEFINITION.matcher(definition);
    if (!matcher.lookingAt()) {
      throw new IllegalArgumentException(
          "The prelude has a paragraph without a local: " + definition);
    }
    String names = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    return List.of(names.split(", "));
  }

  private static boolean usesAny(String code, List<String> names) {
    return names.stream()
        .anyMatch(name -> Pattern.compile("\\b" + name + "\\b").matcher(code).find());
  }

  private static String withoutComments(String text) {
    return text.lines()
        .map(line -> COMMENT.matcher(line).replaceAll("").stripTrailing())
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining("\n"));
  }
}
