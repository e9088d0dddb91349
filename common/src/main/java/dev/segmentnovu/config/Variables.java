package dev.segmentnovu.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads single environment variables. A mistake is added to the errors, and the fallback stands in,
 * so that reading goes on to the next mistake.
 */
final class Variables {

  private final Map<String, String> env;
  private final List<ConfigError> errors;

  /** Reads from {@code env} and adds mistakes to {@code errors}. */
  Variables(Map<String, String> env, List<ConfigError> errors) {
    this.env = env;
    this.errors = errors;
  }

  /** A whole number above zero. */
  long positive(String name, long fallback) {
    String text = get(name);
    if (text == null) {
      return fallback;
    }
    if (!text.matches("[1-9]\\d{0,14}")) {
      errors.add(new ConfigError(name, "must be a whole number above zero, not '" + text + "'"));
      return fallback;
    }
    return Long.parseLong(text);
  }

  /** A duration above zero. */
  Duration duration(String name, Duration fallback) {
    String text = get(name);
    if (text == null) {
      return fallback;
    }
    Duration parsed = Durations.parse(text).orElse(Duration.ZERO);
    if (parsed.isZero()) {
      errors.add(
          new ConfigError(
              name,
              "must be a duration above zero such as 200ms, 5s, 10m, 1h or 7d, not '"
                  + text
                  + "'"));
      return fallback;
    }
    return parsed;
  }

  /** A whole number from {@code least} to {@code most}. */
  int whole(String name, int fallback, int least, int most) {
    String text = get(name);
    if (text == null) {
      return fallback;
    }
    int value = text.matches("\\d{1,6}") ? Integer.parseInt(text) : -1;
    if (value < least || value > most) {
      errors.add(
          new ConfigError(
              name,
              "must be a whole number from " + least + " to " + most + ", not '" + text + "'"));
      return fallback;
    }
    return value;
  }

  /** {@code true} or {@code false}. */
  boolean flag(String name, boolean fallback) {
    String text = get(name);
    if (text == null) {
      return fallback;
    }
    if (!text.equals("true") && !text.equals("false")) {
      errors.add(new ConfigError(name, "must be true or false, not '" + text + "'"));
      return fallback;
    }
    return text.equals("true");
  }

  /** A port; 0 for any free one. */
  int port(String name, int fallback) {
    String text = get(name);
    if (text == null) {
      return fallback;
    }
    if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65_535) {
      errors.add(
          new ConfigError(
              name, "must be a port from 0 (any free one) to 65535, not '" + text + "'"));
      return fallback;
    }
    return Integer.parseInt(text);
  }

  /** The text of a variable, stripped; null if it is unset or empty. */
  @Nullable String get(String name) {
    String value = env.get(name);
    return value == null || value.isBlank() ? null : value.strip();
  }
}
