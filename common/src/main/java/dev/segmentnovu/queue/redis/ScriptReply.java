package dev.segmentnovu.queue.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads a script's flat answer from left to right. */
final class ScriptReply {

  private final List<Object> values;
  private int at;

  ScriptReply(List<Object> values) {
    this.values = values;
  }

  boolean hasMore() {
    return at < values.size();
  }

  long number() {
    return (Long) values.get(at++);
  }

  byte[] bytes() {
    return (byte[]) values.get(at++);
  }

  String text() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }
}
