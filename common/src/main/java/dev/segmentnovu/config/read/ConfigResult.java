package dev.segmentnovu.config.read;

import dev.segmentnovu.config.ConfigError;

import dev.segmentnovu.config.RelayConfig;
import java.util.List;

/** What reading the configuration came to. */
public sealed interface ConfigResult {

  /** It can be used. */
  record Valid(RelayConfig config) implements ConfigResult {}

  /** It cannot; every mistake is listed. */
  record Invalid(List<ConfigError> errors) implements ConfigResult {}
}
