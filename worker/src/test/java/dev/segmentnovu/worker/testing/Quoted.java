package dev.segmentnovu.worker.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;

/** Reads JSON that has single quotes in place of double ones. */
public final class Quoted {

  private Quoted() {}

  /** Reads any JSON value. */
  public static JsonNode any(String text) {
    try {
      return EventCodec.JSON.readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }

  /** Reads a JSON object. */
  public static ObjectNode json(String text) {
    return (ObjectNode) any(text);
  }
}
