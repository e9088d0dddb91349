package dev.segmentnovu.config.setting;

import dev.segmentnovu.config.ConfigError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is logged, and how. These are environment variables only, because the log begins before the
 * configuration is read. Small and capital letters count alike in their values.
 */
public enum LogVariable {
  /** The least important lines that are logged. */
  LEVEL(
      "RELAY_LOG_LEVEL",
      "INFO",
      "ERROR, WARN, INFO, DEBUG, TRACE",
      "The least important lines of the log. With DEBUG each event leaves two lines: accepted, and"
          + " what became of it"),

  /** How a line is written. */
  FORMAT(
      "RELAY_LOG_FORMAT",
      "text",
      "text, json",
      "How the lines of the log are written. json: an object each");

  private static final String PAGE = "operations/logs.md";

  private final String variable;
  private final String byDefault;
  private final String values;
  private final String text;

  LogVariable(String variable, String byDefault, String values, String text) {
    this.variable = variable;
    this.byDefault = byDefault;
    this.values = values;
    this.text = text;
  }

  /** The name of the environment variable. */
  public String variable() {
    return variable;
  }

  /** The value if the variable is unset, empty or wrong. */
  public String byDefault() {
    return byDefault;
  }

  /** Its description for the table of variables. */
  String described() {
    return text + " (" + values + "). [More](" + PAGE + ")";
  }

  /**
   * The value in {@code env}, in the letters of the documentation; the default if there is none or
   * a wrong one, so that the error about it is seen.
   */
  public String in(Map<String, String> env) {
    return known(written(env)).orElse(byDefault);
  }

  private String written(Map<String, String> env) {
    return env.getOrDefault(variable, "").strip();
  }

  private Optional<String> known(String written) {
    return List.of(values.split(", ", -1)).stream().filter(written::equalsIgnoreCase).findFirst();
  }

  /** The errors of both variables in {@code env}. */
  public static List<ConfigError> errors(Map<String, String> env) {
    List<ConfigError> errors = new ArrayList<>();
    for (LogVariable each : values()) {
      String written = each.written(env);
      if (!written.isEmpty() && each.known(written).isEmpty()) {
        errors.add(
            new ConfigError(
                each.variable, "must be one of " + each.values + ", not '" + written + "'"));
      }
    }
    return errors;
  }
}
