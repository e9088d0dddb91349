package dev.segmentnovu.queue.redis.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The {@code ARGV} of a script, in the order in which they are added. */
public final class ScriptArguments {

  private final List<byte[]> values = new ArrayList<>();

  /** Adds a text in UTF-8. */
  public ScriptArguments text(String text) {
    return bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Adds texts. */
  public ScriptArguments texts(Collection<String> texts) {
    texts.forEach(this::text);
    return this;
  }

  /** Adds a number in decimal digits. */
  public ScriptArguments number(long number) {
    return text(Long.toString(number));
  }

  /** Adds a duration in whole ms. */
  public ScriptArguments millis(Duration duration) {
    return number(duration.toMillis());
  }

  /** Adds 1 for true, 0 for false. */
  public ScriptArguments flag(boolean flag) {
    return number(flag ? 1 : 0);
  }

  /** Adds bytes as they are. */
  public ScriptArguments bytes(byte[] bytes) {
    values.add(bytes);
    return this;
  }

  /** All that was added. */
  List<byte[]> values() {
    return values;
  }
}
