package dev.segmentnovu.config.read;

import dev.segmentnovu.config.ConfigError;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One reading of the configuration: how values are filled in, and every mistake so far. */
final class ConfigErrors {

  /** As the environment and the files say. */
  final Placeholders placeholders;

  /** As if no variable were set: what stands in for a variable that has a mistake. */
  final Placeholders unset;

  private final Set<ConfigError> errors = new LinkedHashSet<>();
  private final List<ConfigSection> sections = new ArrayList<>();

  ConfigErrors(Map<String, String> env, TextFiles files) {
    placeholders = new Placeholders(env, files);
    unset = new Placeholders(Map.of(), files);
  }

  /** Adds a mistake; one that several sources share counts once. */
  void error(String path, String problem) {
    errors.add(new ConfigError(path, problem));
  }

  /**
   * Adds a mistake that may only follow from another at the same place, or at an item of the list
   * there, and then is none.
   */
  void follow(ConfigError error) {
    String place = place(error);
    if (errors.stream()
        .map(ConfigErrors::place)
        .noneMatch(other -> other.equals(place) || other.startsWith(place + "["))) {
      errors.add(error);
    }
  }

  /** The path without the variables that may stand behind it. */
  private static String place(ConfigError error) {
    int variables = error.path().indexOf(" (");
    return variables < 0 ? error.path() : error.path().substring(0, variables);
  }

  void opened(ConfigSection section) {
    sections.add(section);
  }

  /** Every place that was asked for, the keys of maps as {@code *} and items as {@code []}. */
  Set<String> asked() {
    Set<String> asked = new LinkedHashSet<>();
    sections.forEach(section -> asked.addAll(section.asked()));
    return asked;
  }

  /** All mistakes; keys that nothing asked for are some, too. */
  List<ConfigError> mistakes() {
    sections.forEach(ConfigSection::refuseUnknown);
    return List.copyOf(errors);
  }
}
