package dev.segmentnovu.queue.redis.client;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** The flat list that a script returned, read from left to right. */
public final class ScriptReply {

  private final List<Object> values;
  private int next;

  ScriptReply(List<Object> values) {
    this.values = values;
  }

  /** Whether there is a value that was not read. */
  public boolean hasMore() {
    return next < values.size();
  }

  /** Reads a number. */
  public long number() {
    return (Long) values.get(next++);
  }

  /** Reads a number that fits into an int. */
  public int count() {
    return (int) number();
  }

  /** Reads the bytes of a text. */
  public byte[] bytes() {
    return (byte[]) values.get(next++);
  }

  /** Reads a text. */
  public String text() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }
}
