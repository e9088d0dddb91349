package dev.segmentnovu.worker.novu;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.segmentnovu.event.EventCodec;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An answer of Novu.
 *
 * @param status the HTTP status
 * @param retryAfter {@code Retry-After} in whole seconds as Novu sends it, at most an hour; null if
 *     absent or unreadable
 * @param json the body, or {@link MissingNode} if it is not JSON
 * @param text the body's beginning as text; null if that is {@code json} as text
 */
public record NovuReply(
    int status, @Nullable Duration retryAfter, boolean kept, JsonNode json, @Nullable String text) {

  /** Enough of an answer to understand it; Novu's validation errors can echo whole inputs. */
  private static final int SHOWN = 8_192;

  /** Novu asks for seconds; a proxy's slip must not stop a source for days. */
  private static final Duration LONGEST_WAIT = Duration.ofHours(1);

  /** The body's beginning as text, for people. */
  public String body() {
    return text == null ? json.toString() : text;
  }

  static NovuReply of(
      int status, @Nullable String retryAfter, @Nullable String replay, byte[] bytes) {
    JsonNode json;
    try {
      JsonNode read = EventCodec.JSON.readTree(bytes);
      json = read == null ? MissingNode.getInstance() : read;
    } catch (IOException e) {
      json = MissingNode.getInstance();
    }
    var text =
        new String(
            bytes, 0, Math.min(bytes.length, SHOWN), java.nio.charset.StandardCharsets.UTF_8);
    return new NovuReply(status, seconds(retryAfter), "true".equalsIgnoreCase(replay), json, text);
  }

  private static @Nullable Duration seconds(@Nullable String retryAfter) {
    if (retryAfter == null || !retryAfter.strip().matches("\\d{1,7}")) {
      return null;
    }
    Duration wait = Duration.ofSeconds(Long.parseLong(retryAfter.strip()));
    return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
  }
}
