package dev.segmentnovu.config.setting;

import dev.segmentnovu.config.ConfigError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is to be logged, and how. These are environment variables only, because the log begins
 * before the configuration is read. Values count in capitals and small letters.
 */
public enum LogVariable {
  /** The least important lines that are logged. */
  LEVEL(
      "RELAY_LOG_LEVEL",
      "INFO",
      List.of("ERROR", "WARN", "INFO", "DEBUG", "TRACE"),
      "The least important lines of the log. With DEBUG each event leaves two lines: accepted, and"
          + " what became of it"),

  /** How a line is written. */
  FORMAT(
      "RELAY_LOG_FORMAT",
      "text",
      List.of("text", "json"),
      "How lines of the log are written. json: one object in each line");

  private static final String PAGE = "operations/logs.md";

  private final String variable;
  private final String byDefault;
  private final List<String> values;
  private final String text;

  LogVariable(String variable, String byDefault, List<String> values, String text) {
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

  /** All values, as they are documented. */
  public List<String> allowed() {
    return values;
  }

  /** Its description for the table of variables. */
  public String described() {
    return text + " (" + String.join(", ", values) + "). [More](" + PAGE + ")";
  }

  /**
   * The value in {@code env}, in the letters of {@link #allowed}; the default if there is none or a
   * wrong one, so that the error about it is logged.
   */
  public String in(Map<String, String> env) {
    return known(env.getOrDefault(variable, "")).orElse(byDefault);
  }

  private Optional<String> known(String written) {
    return values.stream().filter(each -> each.equalsIgnoreCase(written.strip())).findFirst();
  }

  /** The errors of both variables in {@code env}. */
  public static List<ConfigError> errors(Map<String, String> env) {
    List<ConfigError> errors = new ArrayList<>();
    for (LogVariable each : LogVariable.values()) {
      String written = env.getOrDefault(each.variable, "");
      if (!written.isBlank() && each.known(written).isEmpty()) {
        errors.add(
            new ConfigError(
                each.variable,
                "must be "
                    + String.join(", ", each.values.subList(0, each.values.size() - 1))
                    + " or "
                    + each.values.get(each.values.size() - 1)
                    + ", not '"
                    + written
                    + "'"));
      }
    }
    return errors;
  }
}
