package dev.segmentnovu.config.setting;

import dev.segmentnovu.config.ProcessRole;
import dev.segmentnovu.config.RelayConfig;
import java.util.List;

/** The defaults of all settings as records. */
public final class DefaultConfig {

  /** What a source has by default; it has no keys. */
  public static final RelayConfig.Source SOURCE =
      SourceSettings.source("default", SettingValues.defaults(), ProcessRole.QUEUE, false);

  /** The configuration without a file and variables; {@link #SOURCE} is its only source. */
  public static final RelayConfig CONFIG =
      Settings.config(SettingValues.defaults(), ProcessRole.QUEUE, List.of(SOURCE));

  private DefaultConfig() {}
}
