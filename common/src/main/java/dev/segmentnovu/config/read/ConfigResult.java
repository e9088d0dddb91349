package dev.segmentnovu.config.read;

import dev.segmentnovu.config.ConfigError;
import dev.segmentnovu.config.RelayConfig;
import java.util.List;
import java.util.function.Function;

/** The result of reading the configuration. */
public sealed interface ConfigResult {

  /** The configuration can be used. */
  record Valid(RelayConfig config) implements ConfigResult {
    @Override
    public <R> R match(Function<RelayConfig, R> valid, Function<List<ConfigError>, R> invalid) {
      return valid.apply(config);
    }
  }

  /** It has errors; all of them are listed. */
  record Invalid(List<ConfigError> errors) implements ConfigResult {
    @Override
    public <R> R match(Function<RelayConfig, R> valid, Function<List<ConfigError>, R> invalid) {
      return invalid.apply(errors);
    }
  }

  /** Calls the function for this result. */
  <R> R match(Function<RelayConfig, R> valid, Function<List<ConfigError>, R> invalid);
}
