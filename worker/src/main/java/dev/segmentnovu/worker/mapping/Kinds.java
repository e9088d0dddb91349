package dev.segmentnovu.worker.mapping;

import com.fasterxml.jackson.databind.JsonNode;

/** Names the kinds of JSON for people; a message may tell the kind of a value, never the value. */
final class Kinds {

  private Kinds() {}

  static String of(JsonNode value) {
    return switch (value.getNodeType()) {
      case ARRAY -> "a list";
      case OBJECT, POJO -> "an object";
      case STRING, BINARY -> "a text";
      case NUMBER -> "a number";
      case BOOLEAN -> "true or false";
      case NULL -> "null";
      case MISSING -> "nothing";
    };
  }
}
