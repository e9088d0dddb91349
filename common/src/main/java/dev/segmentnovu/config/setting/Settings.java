package dev.segmentnovu.config.setting;

import dev.segmentnovu.config.ProcessRole;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.setting.form.Section;
import dev.segmentnovu.config.setting.form.Setting;
import dev.segmentnovu.config.setting.form.SettingValues;
import java.util.ArrayList;
import java.util.List;

/** All settings, in the order of the file. */
public final class Settings {

  /** The sections at the top of the file, {@code defaults} and {@code sources} excepted. */
  public static final List<Section> TOP =
      List.of(
          RedisSettings.REDIS,
          QueueSettings.QUEUE,
          IngestSettings.INGEST,
          PortSettings.ADMIN,
          PortSettings.OPS,
          TlsSettings.TLS,
          AlertSettings.ALERTS);

  /** What a source has; {@code defaults} has the same. */
  public static final Section SOURCE = SourceSettings.SOURCE;

  static {
    // its settings stand in the sections of a source once its class is initialised
    NovuSettings.TIMEOUT.section();
  }

  private Settings() {}

  /**
   * The configuration that is set.
   *
   * @param role which secrets it must have
   * @param sources at least one
   */
  public static RelayConfig config(
      SettingValues values, ProcessRole role, List<RelayConfig.Source> sources) {
    return new RelayConfig(
        RedisSettings.redis(values),
        QueueSettings.queue(values),
        IngestSettings.ingest(values),
        PortSettings.admin(values, role),
        PortSettings.ops(values),
        AlertSettings.alerts(values, sources.stream().map(RelayConfig.Source::name).toList()),
        sources);
  }

  /** The settings outside of sources, then those of a source; those of rules are not among them. */
  public static List<Setting<?>> all() {
    List<Setting<?>> all = new ArrayList<>();
    TOP.forEach(section -> section.forEachSetting(all::add));
    SOURCE.forEachSetting(all::add);
    return all;
  }
}
