package dev.segmentnovu.e2e.docs;

import java.util.List;

/**
 * What a person would paste at once: a line of a script, with those that continue it.
 *
 * @param text as it is written
 * @param commands its simple commands, those inside {@code $(…)} too; none for a comment
 */
record ShellLine(String text, List<ShellCommand> commands) {
  ShellLine {
    commands = List.copyOf(commands);
  }
}
