package dev.segmentnovu.config.read;

import dev.segmentnovu.config.ConfigError;
import dev.segmentnovu.config.ProcessRole;
import dev.segmentnovu.config.Secret;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One reading of the configuration: for whom, how placeholders are filled in, all errors so far.
 */
final class ConfigErrors {

  /** Shorter ones, as in trials, may be words that an error consists of. */
  private static final int SHORTEST_HIDDEN = 12;

  final ProcessRole role;
  final Placeholders placeholders;
  private final Set<ConfigError> errors = new LinkedHashSet<>();
  private final Set<Secret> secrets = new LinkedHashSet<>();
  private final List<ConfigSection> sections = new ArrayList<>();

  ConfigErrors(Map<String, String> env, TextFiles files, ProcessRole role) {
    this.role = role;
    placeholders = new Placeholders(env, files);
  }

  /** Adds an error; one that several sources share counts once. */
  void error(String path, String problem) {
    errors.add(new ConfigError(path, problem));
  }

  /**
   * Adds an error unless there is one at the same place, or at an item of the list there, which
   * this one may only follow from.
   */
  void follow(ConfigError error) {
    String place = place(error);
    if (errors.stream()
        .map(ConfigErrors::place)
        .noneMatch(other -> other.equals(place) || other.startsWith(place + "["))) {
      errors.add(error);
    }
  }

  /** The path without the variables that may follow it. */
  private static String place(ConfigError error) {
    int variables = error.path().indexOf(" (");
    return variables < 0 ? error.path() : error.path().substring(0, variables);
  }

  /**
   * Hides the values of a setting for secrets in all errors: a reading before, or later, may meet
   * one at the place of another setting.
   *
   * @param node null if the setting has no value; a map is no value of such a setting, and is not
   *     shown
   */
  void hide(@Nullable YamlValue node) {
    if (node instanceof YamlValue.Items list) {
      list.items().forEach(this::hide);
    } else if (node instanceof YamlValue.Scalar scalar) {
      hide(new Secret(placeholders.fill(scalar.text()).text()));
    }
  }

  /** Hides a secret in all errors. */
  void hide(Secret secret) {
    if (secret.value().length() >= SHORTEST_HIDDEN) {
      secrets.add(secret);
    }
  }

  void opened(ConfigSection section) {
    sections.add(section);
  }

  /** Every path that was read, the keys of maps as {@code *} and items as {@code []}. */
  Set<String> pathsRead() {
    Set<String> paths = new LinkedHashSet<>();
    sections.forEach(section -> paths.addAll(section.pathsRead()));
    return paths;
  }

  /** All errors, those for keys that nothing has read included. */
  List<ConfigError> all() {
    sections.forEach(ConfigSection::refuseUnknown);
    return errors.stream().map(this::withoutSecrets).toList();
  }

  private ConfigError withoutSecrets(ConfigError error) {
    String path = error.path();
    String problem = error.problem();
    for (Secret secret : secrets) {
      path = secret.hideIn(path);
      problem = secret.hideIn(problem);
    }
    return new ConfigError(path, problem);
  }
}
