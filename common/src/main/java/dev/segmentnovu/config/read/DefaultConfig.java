package dev.segmentnovu.config.read;

import dev.segmentnovu.config.ProcessRole;
import dev.segmentnovu.config.RelayConfig;
import java.util.Map;
import java.util.Optional;

/** The default file, read once. Apart from the records, whose own loading must not depend on it. */
public final class DefaultConfig {

  public static final RelayConfig CONFIG = read();

  /** What a source has that says nothing; it has no keys. */
  public static final RelayConfig.Source SOURCE = CONFIG.sources().get(0);

  private DefaultConfig() {}

  private static RelayConfig read() {
    ConfigResult result = ConfigLoader.withoutFile(Map.of(), ProcessRole.QUEUE).load();
    return Optional.of(result)
        .filter(ConfigResult.Valid.class::isInstance)
        .map(valid -> ((ConfigResult.Valid) valid).config())
        .orElseThrow(() -> new IllegalStateException("The default file has mistakes: " + result));
  }
}
