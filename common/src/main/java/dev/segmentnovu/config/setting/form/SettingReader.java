package dev.segmentnovu.config.setting.form;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads the members of one section in the ways a setting may be written. */
public interface SettingReader {

  /** A single value; empty if there is none, or only wrong ones. */
  <T> Optional<T> single(String name, ValueType<T> type);

  /** A list of values, or a single one; empty values are left out. */
  <T> List<T> several(String name, ValueType<T> type);

  /** A map from texts to texts, or one text that says the same; empty if there is neither. */
  Optional<Map<String, String>> texts(String name, ValueType<Map<String, String>> type);

  /** A list of maps, each made into a value. */
  <T> List<T> items(String name, Function<SettingValues, T> make);
}
