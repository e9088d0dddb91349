package dev.segmentnovu.config.setting;

import dev.segmentnovu.config.Durations;
import dev.segmentnovu.config.setting.form.Setting;
import dev.segmentnovu.config.setting.form.Shape;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which values are right, for people: {@code 1 to 256}; empty where the text says enough. */
final class Ranges implements Shape.Cases<String> {

  private final Setting<?> setting;

  private Ranges(Setting<?> setting) {
    this.setting = setting;
  }

  /** The text of a setting with its range and unit. */
  static String describe(Setting<?> setting) {
    String range = setting.shape().match(new Ranges(setting));
    String text = setting.text() + (range.isEmpty() ? "" : " (" + range + ")");
    return setting.isRequired() ? "Required. " + text : text;
  }

  /** The same, with a default that the file itself does not show. */
  static String describeWithDefault(Setting<?> setting) {
    String text = describe(setting);
    String shown = setting.shownDefault();
    return shown.equals(setting.defaultText()) ? text : text + ". Default: " + shown;
  }

  @Override
  public String whole(Shape.Whole whole) {
    String range = whole.isBounded() ? whole.least() + " to " + whole.most() : "above zero";
    String unit = setting.unit();
    return unit.isEmpty() ? range : unit + ", " + range;
  }

  @Override
  public String oneOf(Shape.OneOf oneOf) {
    List<String> words = oneOf.words();
    if (words.stream().allMatch(setting.text()::contains)) {
      return "";
    }
    int last = words.size() - 1;
    return String.join(", ", words.subList(0, last)) + " or " + words.get(last);
  }

  @Override
  public String flag() {
    return setting.text().contains("true") ? "" : "true or false";
  }

  @Override
  public String time(Shape.Time time) {
    String most = time.most() == null ? "" : format(time.most());
    if (time.least() != null) {
      return format(time.least()) + " to " + most;
    }
    return most.isEmpty() ? "" : (time.orOff() ? "off, or " : "") + "up to " + most;
  }

  private static String format(@Nullable Duration time) {
    return time == null
        ? ""
        : time.toHours() > 24 && time.equals(Duration.ofDays(time.toDays()))
            ? time.toDays() + "d"
            : Durations.format(time);
  }

  @Override
  public String text() {
    return "";
  }

  @Override
  public String expression() {
    return "";
  }

  @Override
  public String texts() {
    return "";
  }

  @Override
  public String textMap() {
    return "";
  }

  @Override
  public String items(Shape.Items items) {
    return "";
  }
}
