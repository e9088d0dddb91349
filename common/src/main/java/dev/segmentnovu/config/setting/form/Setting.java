package dev.segmentnovu.config.setting.form;

import dev.segmentnovu.config.ProcessRole;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The description of one setting: everything that the readers and the documentation know of it.
 *
 * @param <T> its value in Java
 */
public final class Setting<T> {

  private final Builder<?> described;
  private final String defaultText;
  private final T defaultValue;
  private final Function<SettingReader, T> read;

  private Setting(
      Builder<?> described, String defaultText, T defaultValue, Function<SettingReader, T> read) {
    this.described = described;
    this.defaultText = defaultText;
    this.defaultValue = defaultValue;
    this.read = read;
  }

  /** The section it stands in. */
  public Section section() {
    return described.section;
  }

  /** Its key in the section. */
  public String name() {
    return described.name;
  }

  /** Its path from the top of the file, or from the map that is repeated. */
  public String path() {
    return described.section.pathOf(described.name);
  }

  /** The environment variable that sets it; empty if none does. */
  public Optional<String> variable() {
    return Optional.ofNullable(described.variable);
  }

  /** Which values are right. */
  public Shape shape() {
    return described.shape;
  }

  /** What its numbers count: {@code bytes}; empty if the text says it. */
  public String unit() {
    return described.unit;
  }

  /** What it does, for people; may be several sentences. */
  public String text() {
    return described.text;
  }

  /** Where the documentation says more, relative to {@code docs/}; empty if nowhere. */
  public Optional<String> link() {
    return Optional.ofNullable(described.link);
  }

  /** A value to show to people; empty if none is needed. */
  public String example() {
    return described.example;
  }

  /** Whether each source has a value of its own, so that {@code defaults} of the file has none. */
  public boolean isOfOneSource() {
    return described.ofOneSource;
  }

  /** Whether the map it stands in must have it. */
  public boolean isRequired() {
    return described.required;
  }

  /** Whether its value is a secret, which nobody is shown. */
  public boolean isSecret() {
    return ValueTypes.SECRETS.contains(described.type);
  }

  /** Whether processes of this role use it; the others do not even fill in its placeholders. */
  public boolean isUsedBy(ProcessRole role) {
    return described.usedBy.test(role);
  }

  /** The default as the file has it; empty for none. */
  public String defaultText() {
    return defaultText;
  }

  /** The default for people, where it depends on other settings; else {@link #defaultText}. */
  public String shownDefault() {
    return described.shownDefault == null ? defaultText : described.shownDefault;
  }

  /** The value where neither the file nor a variable sets it. */
  public T defaultValue() {
    return defaultValue;
  }

  /** Reads the value from its section. */
  public T read(SettingReader reader) {
    return read.apply(reader);
  }

  @Override
  public String toString() {
    return path();
  }

  /** The description of a setting in the making. */
  public static final class Builder<T> {

    private final Section section;
    private final String name;
    private final ValueType<T> type;
    private Shape shape;
    private @Nullable String variable;
    private String text = "";
    private String unit = "";
    private String example = "";
    private @Nullable String link;
    private @Nullable String shownDefault;
    private boolean ofOneSource;
    private boolean required;
    private Predicate<ProcessRole> usedBy = role -> true;

    Builder(Section section, String name, ValueType<T> type) {
      this.section = section;
      this.name = name;
      this.type = type;
      this.shape = type.shape();
    }

    /** The environment variable that sets it. */
    public Builder<T> variable(String ofName) {
      variable = ofName;
      return this;
    }

    /** What it does. The range, the unit and the default are added to this text. */
    public Builder<T> describe(String ofText) {
      text = ofText;
      return this;
    }

    /** What the number counts. */
    public Builder<T> unit(String ofUnit) {
      unit = ofUnit;
      return this;
    }

    /** A value to show to people. */
    public Builder<T> example(String value) {
      example = value;
      return this;
    }

    /** Where the documentation says more, relative to {@code docs/}. */
    public Builder<T> link(String to) {
      link = to;
      return this;
    }

    /** What people read as the default, where it depends on other settings. */
    public Builder<T> showDefault(String ofText) {
      shownDefault = ofText;
      return this;
    }

    /** Each source has a value of its own, so that {@code defaults} of the file has none. */
    public Builder<T> ofOneSource() {
      ofOneSource = true;
      return this;
    }

    /** The map it stands in must have it, in every process. */
    public Builder<T> required() {
      required = true;
      return this;
    }

    /** The roles of processes that use it; by default all. */
    public Builder<T> usedBy(Predicate<ProcessRole> roles) {
      usedBy = roles;
      return this;
    }

    /** A setting that always has a value; {@code text} is the default as the file has it. */
    public Setting<T> orElse(String ofText) {
      T value = type.form().read(ofText);
      return end(ofText, value, reader -> reader.single(name, type).orElse(value));
    }

    /** A setting that may have no value. */
    public Setting<Optional<T>> orEmpty() {
      return end("", Optional.empty(), reader -> reader.single(name, type));
    }

    /** A setting that has any number of values, none by default. */
    public Setting<List<T>> several() {
      shape = new Shape.Texts();
      return end("", List.of(), reader -> reader.several(name, type));
    }

    /** Ends the description, and adds the setting to its section. */
    <V> Setting<V> end(String ofDefault, V value, Function<SettingReader, V> ofRead) {
      return section.add(new Setting<>(this, ofDefault, value, ofRead));
    }
  }

  /** A setting that is a map, or one text that says the same. */
  public static Setting<Map<String, String>> map(
      Builder<Map<String, String>> builder, String text) {
    Map<String, String> value = builder.type.form().read(text);
    return builder.end(
        text, value, reader -> reader.texts(builder.name, builder.type).orElse(value));
  }
}
