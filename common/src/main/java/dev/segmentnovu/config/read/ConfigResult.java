package dev.segmentnovu.config.read;

import dev.segmentnovu.config.ConfigError;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.SettingLine;
import java.util.List;
import java.util.function.Function;

/** The result of reading the configuration. */
public sealed interface ConfigResult {

  /**
   * The configuration can be used.
   *
   * @param settings the settings of this configuration, described for people
   */
  record Valid(RelayConfig config, List<SettingLine> settings) implements ConfigResult {
    @Override
    public <R> R match(Function<RelayConfig, R> valid, Function<List<ConfigError>, R> invalid) {
      return valid.apply(config);
    }

    public Valid {
      settings = List.copyOf(settings);
    }
  }

  /** It has errors; all of them are listed. */
  record Invalid(List<ConfigError> errors) implements ConfigResult {
    @Override
    public <R> R match(Function<RelayConfig, R> valid, Function<List<ConfigError>, R> invalid) {
      return invalid.apply(errors);
    }
  }

  /** The settings of a configuration that can be used; else empty. */
  default List<SettingLine> settings() {
    return List.of();
  }

  /** Calls the function for this result. */
  <R> R match(Function<RelayConfig, R> valid, Function<List<ConfigError>, R> invalid);
}
