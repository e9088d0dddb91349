package dev.segmentnovu.worker.novu;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.segmentnovu.event.EventCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A whole response of Novu. */
public final class NovuResponse {

  /** Enough to understand a response: Novu's validation errors can repeat whole inputs. */
  private static final int SHOWN_BYTES = 8_192;

  private final ResponseHead head;
  private final JsonNode json;
  private final byte @Nullable [] bytes;

  private NovuResponse(ResponseHead head, JsonNode json, byte @Nullable [] bytes) {
    this.head = head;
    this.json = json;
    this.bytes = bytes;
  }

  /**
   * A response as it was received.
   *
   * @param bytes the body, which must not be changed
   */
  public static NovuResponse of(ResponseHead head, byte[] bytes) {
    return new NovuResponse(head, json(bytes), bytes);
  }

  /** The part of a response to a batch that is about one call. */
  static NovuResponse ofPart(ResponseHead head, JsonNode json) {
    return new NovuResponse(head, json, null);
  }

  /** The head. */
  public ResponseHead head() {
    return head;
  }

  /** The HTTP status. */
  public int status() {
    return head.status();
  }

  /** The body, or {@link MissingNode} if it is not JSON or cannot be read. */
  public JsonNode json() {
    return json;
  }

  /** The beginning of the body as text, for people; decoded by each call. */
  public String body() {
    return bytes == null
        ? json.toString()
        : new String(bytes, 0, Math.min(bytes.length, SHOWN_BYTES), StandardCharsets.UTF_8);
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
