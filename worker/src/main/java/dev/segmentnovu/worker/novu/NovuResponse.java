package dev.segmentnovu.worker.novu;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.segmentnovu.event.EventCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An answer of Novu.
 *
 * @param status the HTTP status
 * @param retryAfter what {@code Retry-After} asks for, from zero to an hour; null if absent or
 *     unreadable
 * @param kept whether Novu gave back an answer that it had kept under the idempotency key
 * @param json the body, or {@link MissingNode} if it is not JSON or cannot be read
 * @param text the body's beginning as text; null if that is {@code json} as text
 */
public record NovuResponse(
    int status, @Nullable Duration retryAfter, boolean kept, JsonNode json, @Nullable String text) {

  /** Enough of an answer to understand it; Novu's validation errors can echo whole inputs. */
  private static final int SHOWN = 8_192;

  /** The body's beginning as text, for people. */
  public String body() {
    return text == null ? json.toString() : text;
  }

  /**
   * An answer as it came.
   *
   * @param retryAfter what {@link RetryAfter} made of the header
   * @param replay the header {@code Idempotency-Replay}, or null
   */
  static NovuResponse of(
      int status, @Nullable Duration retryAfter, @Nullable String replay, byte[] bytes) {
    var text = new String(bytes, 0, Math.min(bytes.length, SHOWN), StandardCharsets.UTF_8);
    return new NovuResponse(status, retryAfter, "true".equalsIgnoreCase(replay), json(bytes), text);
  }

  private static JsonNode json(byte[] bytes) {
    try {
      JsonNode read = EventCodec.JSON.readTree(bytes);
      return read == null ? MissingNode.getInstance() : read;
    } catch (IOException | RuntimeException | StackOverflowError e) {
      // Jackson throws more than it declares: for the number 1e2147483648 a NumberFormatException
      return MissingNode.getInstance();
    }
  }
}
