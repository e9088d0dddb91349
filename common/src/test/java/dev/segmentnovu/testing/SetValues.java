package dev.segmentnovu.testing;

import dev.segmentnovu.config.setting.form.Setting;
import dev.segmentnovu.config.setting.form.SettingValues;
import java.util.HashMap;
import java.util.Map;

/** The values that a test sets, and the defaults of all other settings. */
final class SetValues implements SettingValues {

  private final Map<Setting<?>, Object> values = new HashMap<>();

  <T> void set(Setting<T> setting, T value) {
    values.put(setting, value);
  }

  @Override
  @SuppressWarnings("unchecked") // set() has put a T
  public <T> T get(Setting<T> setting) {
    Object value = values.get(setting);
    return value == null ? setting.defaultValue() : (T) value;
  }
}
