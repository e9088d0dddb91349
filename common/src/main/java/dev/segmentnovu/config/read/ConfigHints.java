package dev.segmentnovu.config.read;

import dev.segmentnovu.config.setting.LogVariable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds likely slips that have no effect on the configuration: a variable that nothing reads, a
 * file with a name that the relay does not look for.
 */
final class ConfigHints {

  private static final String PREFIX = "RELAY_";

  /** The file name in its other common spelling; the relay does not read it. */
  private static final Path OTHER_SPELLING = Path.of("relay.yml");

  /** Variables of the {@code relay} script, and of the commands that call an admin port. */
  private static final Set<String> NOT_SETTINGS =
      Set.of(
          ConfigLoader.VARIABLE,
          "RELAY_HOME",
          "RELAY_JAVA_OPTS",
          LogVariable.LEVEL.variable(),
          LogVariable.FORMAT.variable(),
          "RELAY_ADMIN_URL");

  private static final String TESTS = "RELAY_TEST_";

  private ConfigHints() {}

  /**
   * The hints, each one sentence for people.
   *
   * @param env as {@link System#getenv()} gives it
   * @param directory where the relay looks for {@code relay.yaml}
   * @param file the file that is read, or null if none is
   * @param text the content of the file; empty if it cannot be read, or there is none
   */
  static List<String> of(
      Map<String, String> env, Path directory, @Nullable Path file, String text) {
    List<String> hints = new ArrayList<>();
    Path other = directory.resolve(OTHER_SPELLING);
    if (file == null && Files.exists(other)) {
      hints.add(
          other
              + " is not read: the relay reads relay.yaml. Rename it, or name it in "
              + ConfigLoader.VARIABLE);
    }
    Set<String> known = new TreeSet<>(NOT_SETTINGS);
    known.addAll(Placeholders.variables(ConfigLoader.defaultFile()));
    known.addAll(Placeholders.variables(text));
    for (String name : new TreeMap<>(env).keySet()) {
      if (name.startsWith(PREFIX) && !name.startsWith(TESTS) && !known.contains(name)) {
        hints.add(
            "The environment variable "
                + name
                + " is not a setting and has no effect"
                + meant(name, known).map(near -> "; did you mean " + near + "?").orElse(""));
      }
    }
    return hints;
  }

  /** The suggested name, found without the prefix, which would make all names alike. */
  private static Optional<String> meant(String name, Set<String> known) {
    List<String> endings =
        known.stream()
            .filter(each -> each.startsWith(PREFIX))
            .map(each -> each.substring(PREFIX.length()))
            .toList();
    return Suggestions.to(name.substring(PREFIX.length()), endings).map(PREFIX::concat);
  }
}
