package dev.segmentnovu.config.setting;

import dev.segmentnovu.config.Durations;
import dev.segmentnovu.config.RedisAddress;
import dev.segmentnovu.config.Secret;
import dev.segmentnovu.config.SettingLine;
import dev.segmentnovu.config.setting.form.Setting;
import dev.segmentnovu.config.setting.form.Shape;
import dev.segmentnovu.config.setting.form.ValueTypes;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes the values of settings for people. No secret is among them. */
public final class SettingLines {

  private SettingLines() {}

  /**
   * A setting with its value.
   *
   * @param path its path in the file
   * @param variable the variable that sets it there, or null
   */
  public static <T> SettingLine of(
      Setting<T> setting, T value, String path, @Nullable String variable) {
    boolean secret = setting.isSecret();
    String text = text(setting, value);
    return new SettingLine(
        path,
        secret || text.isEmpty() ? null : text,
        setting.shownDefault(),
        value.equals(setting.defaultValue()),
        variable,
        secret,
        !text.isEmpty(),
        setting.text());
  }

  private static String text(Setting<?> setting, Object value) {
    if (setting.shape() instanceof Shape.Items) {
      int size = ((Collection<?>) value).size();
      return size == 0 ? "" : size == 1 ? "1 item" : size + " items";
    }
    if (setting.shape() instanceof Shape.Time time && time.orOff() && isZero(value)) {
      return "off";
    }
    return text(value);
  }

  private static boolean isZero(Object value) {
    return value instanceof Optional<?> optional
        ? optional.filter(SettingLines::isZero).isPresent()
        : Duration.ZERO.equals(value);
  }

  private static String text(Object value) {
    if (value instanceof Optional<?> optional) {
      return optional.map(each -> text(each)).orElse("");
    }
    if (value instanceof Duration duration) {
      return Durations.format(duration);
    }
    if (value instanceof Enum<?> constant) {
      return ValueTypes.written(constant);
    }
    if (value instanceof Collection<?> values) {
      return values.stream().map(each -> text(each)).collect(Collectors.joining(", "));
    }
    if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .map(each -> each.getKey() + "=" + each.getValue())
          .collect(Collectors.joining(","));
    }
    if (value instanceof RedisAddress address) {
      return address.servers();
    }
    return value instanceof Secret ? "set" : String.valueOf(value);
  }
}
