package dev.segmentnovu.e2e.secure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.e2e.fixture.LocalRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** The lines of docs/operations/hardening.md that create the relay's users at Redis. */
final class AclPage {
  private static final Path PAGE = Path.of("..", "..", "docs", "operations", "hardening.md");
  private static final String BEGINNING = "ACL SETUSER ";
  private static final String PASSWORD = "PASSWORD";

  private AclPage() {}

  /** The words of the line for {@code user}, with {@code PASSWORD} as the page has it. */
  static List<String> line(String user) throws IOException {
    List<String> lines;
    try (Stream<String> all = Files.lines(PAGE)) {
      lines =
          all.map(String::strip).filter(line -> line.startsWith(BEGINNING + user + " ")).toList();
    }
    assertThat(lines).as("lines for the user %s in %s", user, PAGE).hasSize(1);
    return List.of(lines.get(0).split(" +"));
  }

  /** Creates the user of the page at a server. */
  static void create(String user, String password, LocalRedis server) throws IOException {
    String[] words =
        line(user).stream().map(word -> word.replace(PASSWORD, password)).toArray(String[]::new);
    assertThat(server.ask(words)).isEqualTo(List.of("OK"));
  }

  /** The commands that the line allows, in lower case; a subcommand as {@code command|sub}. */
  static Set<String> allowed(List<String> line, LocalRedis server) throws IOException {
    Set<String> allowed = new HashSet<>();
    for (String word : line) {
      String rule = word.toLowerCase(Locale.ROOT);
      if (rule.equals("-@all")) {
        allowed.clear();
      } else if (rule.startsWith("+@")) {
        allowed.addAll(server.ask("ACL", "CAT", rule.substring(2)));
      } else if (rule.startsWith("-@")) {
        allowed.removeAll(server.ask("ACL", "CAT", rule.substring(2)));
      } else if (rule.startsWith("+")) {
        allowed.add(rule.substring(1));
      }
    }
    return allowed;
  }
}
