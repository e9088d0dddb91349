package dev.segmentnovu.queue;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads a script's flat answer from left to right. */
final class Answer {

  private final List<Object> values;
  private int at;

  Answer(List<Object> values) {
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
