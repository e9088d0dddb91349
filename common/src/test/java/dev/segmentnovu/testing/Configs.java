package dev.segmentnovu.testing;

import static java.util.Objects.requireNonNull;

import dev.segmentnovu.config.ProcessRole;
import dev.segmentnovu.config.RedisAddress;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.setting.IngestSettings;
import dev.segmentnovu.config.setting.QueueSettings;
import dev.segmentnovu.config.setting.RedisSettings;
import dev.segmentnovu.config.setting.Settings;
import dev.segmentnovu.config.setting.SourceSettings;
import dev.segmentnovu.config.setting.form.Setting;
import dev.segmentnovu.config.setting.form.SettingValues;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Builds configurations: {@code Configs.with(QueueSettings.SHARDS, 3).queue()}. Values are not
 * checked against each other. {@link Sources} builds sources.
 */
public final class Configs {

  private static final RelayConfig DEFAULTS =
      Settings.config(
          SettingValues.defaults(),
          ProcessRole.QUEUE,
          List.of(
              SourceSettings.source(
                  "default", SettingValues.defaults(), ProcessRole.QUEUE, false)));

  private final SetValues values = new SetValues();

  private Configs() {}

  /** The configuration without a file and variables; its only source has no keys. */
  public static RelayConfig defaults() {
    return DEFAULTS;
  }

  /** Begins with the defaults. */
  public static Configs settings() {
    return new Configs();
  }

  /** Begins with the defaults and one value. */
  public static <T> Configs with(Setting<T> setting, T value) {
    return settings().and(setting, value);
  }

  /** Sets one more value. */
  public <T> Configs and(Setting<T> setting, T value) {
    values.set(setting, value);
    return this;
  }

  /** Sets the bounds of one kind of dead letters. */
  public Configs bounds(
      QueueSettings.BoundsSettings kind,
      long count,
      long bytes,
      Duration age,
      RelayConfig.AtBound atBound) {
    return and(kind.count, count)
        .and(kind.bytes, bytes)
        .and(kind.age, age)
        .and(kind.atBound, atBound);
  }

  /** The section {@code redis}, with this address. */
  public RelayConfig.Redis redis(RedisAddress address) {
    return requireNonNull(RedisSettings.redis(and(RedisSettings.URL, Optional.of(address)).values));
  }

  /** The section {@code queue}. */
  public RelayConfig.Queue queue() {
    return QueueSettings.queue(values);
  }

  /** The section {@code ingest}. */
  public RelayConfig.Ingest ingest() {
    return IngestSettings.ingest(values);
  }

  /** An ingest port on any free port of this machine, with the defaults of all other settings. */
  public static RelayConfig.Ingest localIngest() {
    return with(IngestSettings.HOST, "127.0.0.1").and(IngestSettings.PORT_NUMBER, 0).ingest();
  }

  /** The configuration with these sources. */
  public RelayConfig config(RelayConfig.Source... sources) {
    return Settings.config(values, ProcessRole.BOTH, List.of(sources));
  }
}
