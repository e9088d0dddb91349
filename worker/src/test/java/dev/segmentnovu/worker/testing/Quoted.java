package dev.segmentnovu.worker.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;

/** JSON in Java's texts, with single quotes in place of double ones. */
public final class Quoted {

  private Quoted() {}

  /** Any JSON. */
  public static JsonNode any(String text) {
    try {
      return EventCodec.JSON.readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }

  /** An object. */
  public static ObjectNode json(String text) {
    return (ObjectNode) any(text);
  }
}
