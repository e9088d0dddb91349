package dev.segmentnovu.config.read;

import java.util.List;
import java.util.Map;

/** A part of a configuration file as it is written; placeholders are not filled in. */
sealed interface YamlValue {

  /** Its path in the file: {@code sources.web.rules[0].when}. */
  String path();

  /** A single value; the text is empty for null and for no value. */
  record Scalar(String path, String text) implements YamlValue {}

  /** A list. */
  record Items(String path, List<YamlValue> items) implements YamlValue {}

  /** A map, in the order of the file. */
  record Members(String path, Map<String, YamlValue> members) implements YamlValue {

    /** The path of the member {@code key}; a key that is not a plain name is quoted. */
    String pathOf(String key) {
      if (!key.matches("[A-Za-z0-9_-]+")) {
        return path + "[\"" + key + "\"]";
      }
      return path.isEmpty() ? key : path + "." + key;
    }
  }
}
