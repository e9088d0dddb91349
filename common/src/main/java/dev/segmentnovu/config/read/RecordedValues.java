package dev.segmentnovu.config.read;

import dev.segmentnovu.config.ProcessRole;
import dev.segmentnovu.config.SettingLine;
import dev.segmentnovu.config.setting.SettingLines;
import dev.segmentnovu.config.setting.form.Setting;
import dev.segmentnovu.config.setting.form.SettingValues;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Remembers the values that were read and that the process uses. */
final class RecordedValues implements SettingValues {

  private final SettingValues values;
  private final ProcessRole role;
  private final String prefix;
  private final boolean ownVariables;
  private final Map<String, SettingLine> lines = new LinkedHashMap<>();

  /**
   * Records what is read from {@code values}.
   *
   * @param prefix stands before the path of each setting; may be empty
   * @param ownVariables whether environment variables set what each source has for itself
   */
  RecordedValues(SettingValues values, ProcessRole role, String prefix, boolean ownVariables) {
    this.values = values;
    this.role = role;
    this.prefix = prefix;
    this.ownVariables = ownVariables;
  }

  @Override
  public <T> T get(Setting<T> setting) {
    T value = values.get(setting);
    if (setting.isUsedBy(role)) {
      String path = prefix + setting.path();
      boolean hasVariable = ownVariables || !setting.isOfOneSource();
      lines.put(
          path,
          SettingLines.of(
              setting, value, path, hasVariable ? setting.variable().orElse(null) : null));
    }
    return value;
  }

  @Override
  public void error(Setting<?> setting, String problem) {
    values.error(setting, problem);
  }

  @Override
  public String label(Setting<?> setting) {
    return values.label(setting);
  }

  /** What was read, in order. */
  List<SettingLine> lines() {
    return List.copyOf(lines.values());
  }
}
