package dev.segmentnovu.relay.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/operations/logs.md} names each message of WARN and above, and no other. */
final class LogReferenceTest {

  private static final Path ROOT = Path.of("../..");
  private static final Pattern CALL =
      Pattern.compile(
          "LOG\\s*\\.(warn|error)\\(\\s*((?:\"(?:[^\"\\\\]|\\\\.)*\"\\s*\\+?\\s*)+|[^,;)]*)");

  /** The form with keys and values; the level stands at the beginning and the text at the end. */
  private static final Pattern FLUENT =
      Pattern.compile(
          "LOG\\.at(Warn|Error)\\(\\).*?\\.log\\(\\s*((?:\"(?:[^\"\\\\]|\\\\.)*\"\\s*\\+?\\s*)+)",
          Pattern.DOTALL);

  private static final Pattern REFERENCE = Pattern.compile("LOG::(warn|error)");
  private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final Pattern ROW =
      Pattern.compile("^\\| `(\\w+)` \\| (WARN|ERROR) \\| (.*) \\| [^|]+ \\|$");

  @Test
  void the_reference_names_all_messages_of_the_code() throws Exception {
    Set<String> documented = new TreeSet<>();
    for (String line : Files.readAllLines(ROOT.resolve("docs/operations/logs.md"))) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        documented.add(row.group(1) + " " + row.group(2) + " " + row.group(3));
      }
    }
    Set<String> logged = new TreeSet<>();
    for (String module : List.of("common", "ingest", "worker", "deploy/app")) {
      for (Path file : sources(ROOT.resolve(module).resolve("src/main/java"))) {
        logged.addAll(messages(file));
      }
    }

    assertThat(logged).hasSizeGreaterThan(30);
    assertThat(documented).isEqualTo(logged);
  }

  private static List<Path> sources(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    }
  }

  private static List<String> messages(Path file) {
    List<String> messages = new ArrayList<>();
    try {
      String code = Files.readString(file);
      String logger = file.getFileName().toString().replace(".java", "");
      // the reference would not see its message
      assertThat(REFERENCE.matcher(code).find()).as(logger).isFalse();
      for (Pattern form : List.of(CALL, FLUENT)) {
        Matcher call = form.matcher(code);
        while (call.find()) {
          String text =
              LITERAL
                  .matcher(call.group(2))
                  .results()
                  .map(literal -> literal.group(1))
                  .collect(Collectors.joining());
          String message = text.isEmpty() ? call.group(2).strip() : text;
          messages.add(logger + " " + call.group(1).toUpperCase(Locale.ROOT) + " " + message);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return messages;
  }
}
