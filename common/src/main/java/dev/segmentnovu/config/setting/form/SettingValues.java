package dev.segmentnovu.config.setting.form;

/** The values of settings. */
public interface SettingValues {

  /** The value of {@code setting}, which may be its default. */
  <T> T get(Setting<T> setting);

  /**
   * Reports a value that is missing, or that contradicts another; values from code are taken as
   * they are.
   *
   * @param problem what is wrong, and what is right; people read it after the path
   */
  default void error(Setting<?> setting, String problem) {}

  /** The name of a setting for people: its path, and its variable in brackets. */
  default String label(Setting<?> setting) {
    return setting.path();
  }

  /** The defaults, as if no file and no variable were there. */
  static SettingValues defaults() {
    return Setting::defaultValue;
  }
}
