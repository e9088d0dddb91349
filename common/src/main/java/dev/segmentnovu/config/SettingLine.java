package dev.segmentnovu.config;

import org.jspecify.annotations.Nullable;

/**
 * A setting with which a process runs, for people.
 *
 * @param path its path in the file: {@code queue.lease}, {@code sources.web.retry.max}
 * @param value the value as the file would have it; null for a secret, and if there is none. Of a
 *     list of maps, only how many there are
 * @param defaultText the default; empty for none
 * @param isDefault whether the value is the default
 * @param variable the environment variable that sets it; null if none does
 * @param secret whether the value is a secret
 * @param set whether there is a value
 * @param description what the setting does
 */
public record SettingLine(
    String path,
    @Nullable String value,
    String defaultText,
    boolean isDefault,
    @Nullable String variable,
    boolean secret,
    boolean set,
    String description) {

  /** The same with another value. */
  public SettingLine withValue(String other) {
    return new SettingLine(
        path, other, defaultText, other.equals(defaultText), variable, secret, true, description);
  }
}
