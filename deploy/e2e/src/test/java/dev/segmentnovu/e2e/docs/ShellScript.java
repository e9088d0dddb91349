package dev.segmentnovu.e2e.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the part of the shell's language that the documentation uses: quotes, continued lines,
 * comments, variables, pipes, redirections, {@code $(…)} and {@code <(…)}. No loops and functions.
 */
final class ShellScript {

  /** Such as {@code <messageId>}: a value that the reader fills in, and no redirection. */
  private static final Pattern PLACEHOLDER = Pattern.compile("<[A-Za-z][A-Za-z ]*>");

  private final String script;
  private final List<ShellLine> lines = new ArrayList<>();
  private final List<ShellCommand> commands = new ArrayList<>();
  private final List<String> words = new ArrayList<>();
  private @Nullable StringBuilder word;
  private boolean redirected;
  private int at;
  private int lineStart;

  private ShellScript(String script) {
    this.script = script;
  }

  /** The lines of a script that are not blank. */
  static List<ShellLine> lines(String script) {
    var reader = new ShellScript(script);
    reader.read();
    return List.copyOf(reader.lines);
  }

  private void read() {
    while (at < script.length()) {
      readOne(script.charAt(at));
    }
    endLine();
  }

  private void readOne(char c) {
    switch (c) {
      case '\\' -> escape();
      case '\'' -> append(quoted('\''));
      case '"' -> append(quoted('"'));
      case '\n' -> {
        endLine();
        at++;
        lineStart = at;
      }
      case ' ', '\t' -> {
        endWord();
        at++;
      }
      case '|', ';', '&', '(', ')' -> {
        endCommand();
        at++;
      }
      case '#' -> comment();
      case '$' -> dollar();
      case '<', '>' -> angle();
      default -> append(script.substring(at, ++at));
    }
  }

  private void escape() {
    at++;
    if (at < script.length()) {
      char next = script.charAt(at++);
      if (next != '\n') {
        append(String.valueOf(next));
      }
    }
  }

  /** What stands between two quotes; leaves the position behind the second one. */
  private String quoted(char quote) {
    int end = script.indexOf(quote, at + 1);
    if (end < 0) {
      throw new IllegalArgumentException("A quote without an end: " + script.substring(at));
    }
    String inside = script.substring(at + 1, end);
    at = end + 1;
    return inside;
  }

  private void comment() {
    if (word != null) {
      append("#");
      at++;
      return;
    }
    int end = script.indexOf('\n', at);
    at = end < 0 ? script.length() : end;
  }

  private void dollar() {
    if (script.startsWith("$(", at)) {
      substitution();
    } else {
      append("$");
      at++;
    }
  }

  private void angle() {
    Matcher placeholder = PLACEHOLDER.matcher(script).region(at, script.length());
    if (placeholder.lookingAt()) {
      append(placeholder.group());
      at = placeholder.end();
    } else if (script.startsWith("<(", at)) {
      substitution();
    } else {
      redirection();
    }
  }

  /** Reads the commands between parentheses, which are part of the word too. */
  private void substitution() {
    int end = script.indexOf(')', at);
    if (end < 0) {
      throw new IllegalArgumentException("No end of " + script.substring(at));
    }
    lines(script.substring(at + 2, end)).forEach(line -> commands.addAll(line.commands()));
    append(script.substring(at, end + 1));
    at = end + 1;
  }

  private void redirection() {
    if (word != null && word.toString().matches("[0-9]")) {
      word = null;
    }
    endWord();
    at++;
    while (at < script.length() && ">&".indexOf(script.charAt(at)) >= 0) {
      at++;
    }
    redirected = true;
  }

  private void append(String text) {
    word = (word == null ? new StringBuilder() : word).append(text);
  }

  private void endWord() {
    if (word != null && !redirected) {
      words.add(word.toString());
    }
    redirected &= word == null;
    word = null;
  }

  private void endCommand() {
    endWord();
    if (!words.isEmpty()) {
      commands.add(new ShellCommand(words));
    }
    words.clear();
  }

  private void endLine() {
    endCommand();
    String text = script.substring(lineStart, at).strip();
    if (!text.isEmpty()) {
      lines.add(new ShellLine(text, commands));
    }
    commands.clear();
  }
}
