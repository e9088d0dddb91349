package dev.segmentnovu.config.setting.form;

import dev.segmentnovu.config.ProcessRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A map of the configuration file, with its settings and sections in the order they are declared
 * in. A section is complete once the class that declares it is initialised.
 */
public final class Section {

  private final @Nullable Section parent;
  private final String name;
  private final String text;
  private final List<Member> members = new ArrayList<>();

  /** A setting or a section, and what is done with either. */
  @FunctionalInterface
  private interface Member {
    void visit(Consumer<Setting<?>> setting, Consumer<Section> section);
  }

  private Section(@Nullable Section parent, String name, String text) {
    this.parent = parent;
    this.name = name;
    this.text = text;
  }

  /** A section at the top of the file. */
  public static Section top(String name, String text) {
    return new Section(null, name, text);
  }

  /** A map that may stand at several places of the file: a source, a rule. */
  public static Section repeated(String text) {
    return new Section(null, "", text);
  }

  /** A section below this one. */
  public Section section(String ofName, String ofText) {
    var section = new Section(this, ofName, ofText);
    members.add((onSetting, onSection) -> onSection.accept(section));
    return section;
  }

  /** Begins the description of a setting with a single value. */
  public <T> Setting.Builder<T> setting(String ofName, ValueType<T> type) {
    return new Setting.Builder<>(this, ofName, type);
  }

  /** Describes a setting that is a list of maps; it is empty by default. */
  public <T> Setting<List<T>> items(
      String ofName, Section item, Function<SettingValues, T> make, String describe) {
    return items(ofName, item, make, describe, role -> true);
  }

  /** The same for a list that only processes of some roles use. */
  public <T> Setting<List<T>> items(
      String ofName,
      Section item,
      Function<SettingValues, T> make,
      String describe,
      Predicate<ProcessRole> usedBy) {
    var nothing = new ValueType<>(new Shape.Items(item), false, ignored -> List.<T>of());
    return new Setting.Builder<>(this, ofName, nothing)
        .describe(describe)
        .usedBy(usedBy)
        .end("[]", List.of(), reader -> reader.items(ofName, make));
  }

  <T> Setting<T> add(Setting<T> setting) {
    members.add((onSetting, onSection) -> onSetting.accept(setting));
    return setting;
  }

  /** The section it stands in; empty at the top of the file and for what is repeated. */
  public Optional<Section> parent() {
    return Optional.ofNullable(parent);
  }

  /** Its key in the file; empty for what is repeated. */
  public String name() {
    return name;
  }

  /** What it is about, for people; may be empty. */
  public String text() {
    return text;
  }

  /** The path of a member. */
  String pathOf(String member) {
    String path = parent == null ? name : parent.pathOf(name);
    return path.isEmpty() ? member : path + "." + member;
  }

  /** Visits what stands directly in this section, in order. */
  public void forEach(Consumer<Setting<?>> setting, Consumer<Section> section) {
    List.copyOf(members).forEach(member -> member.visit(setting, section));
  }

  /** Visits the settings of this section and of all below it, in order. */
  public void forEachSetting(Consumer<Setting<?>> setting) {
    forEach(setting, below -> below.forEachSetting(setting));
  }
}
