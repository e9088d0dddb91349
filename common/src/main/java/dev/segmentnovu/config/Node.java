package dev.segmentnovu.config;

import java.util.List;
import java.util.Map;

/** A part of a configuration file, as it is written: placeholders are not filled in. */
sealed interface Node {

  /** Where it stands: {@code sources.web.rules[0].when}. */
  String path();

  /** A single value; empty for null and for nothing at all. */
  record Scalar(String path, String text) implements Node {}

  /** A list. */
  record Items(String path, List<Node> items) implements Node {}

  /** A map, in the order of the file. */
  record Members(String path, Map<String, Node> members) implements Node {

    /** The path of the member {@code key}; what is no plain name is quoted. */
    String pathOf(String key) {
      if (!key.matches("[A-Za-z0-9_-]+")) {
        return path + "[\"" + key + "\"]";
      }
      return path.isEmpty() ? key : path + "." + key;
    }
  }
}
