package dev.segmentnovu.worker.novu;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.event.EventCodec;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The batches that Novu's API accepts: one call with the effect of several. A batch costs a hundred
 * tokens, whatever its size. Novu does not guarantee an order in it, so it must not contain two
 * calls about the same user. Pure.
 */
public enum BatchKind {
  /** Triggers; the response has a result for each. */
  TRIGGERS("/v1/events/trigger/bulk", "events", 100, 500_000),

  /**
   * Subscribers to create or to change. Unlike {@code POST /v2/subscribers}, this leaves {@code
   * data} unchanged if the call has none. Novu refuses the whole batch if one subscriber is
   * invalid.
   */
  SUBSCRIBERS("/v1/subscribers/bulk", "subscribers", 500, 100_000);

  /** Stricter than Novu: another address is sent alone and cannot make a batch fail. */
  private static final Pattern EMAIL =
      Pattern.compile(
          "[A-Za-z0-9]{1,30}([._+-][A-Za-z0-9]{1,30}){0,3}"
              + "@[A-Za-z0-9]{1,30}([.-][A-Za-z0-9]{1,30}){0,4}\\.[A-Za-z]{2,20}");

  private final String path;
  private final String list;
  private final int most;
  private final int mostBytes;

  BatchKind(String path, String list, int most, int mostBytes) {
    this.path = path;
    this.list = list;
    this.most = most;
    this.mostBytes = mostBytes;
  }

  /** The path of the batch. */
  public String path() {
    return path;
  }

  /** How many calls it may contain. */
  public int most() {
    return most;
  }

  /** How many bytes its parts may have in all, with a comma after each. */
  public int mostBytes() {
    return mostBytes;
  }

  /** The kind of batch that can contain {@code call}, whose body this is; null if none can. */
  static @Nullable BatchKind of(NovuCall call, JsonNode body) {
    if (call.isTrigger()) {
      return TRIGGERS;
    }
    String subscriber = call.id();
    return subscriber != null && isPlain(subscriber) && isSafe(body) ? SUBSCRIBERS : null;
  }

  /** Novu strips blanks from an id in a body, but not in a path. */
  private static boolean isPlain(String id) {
    return !id.isEmpty() && id.equals(id.strip());
  }

  /** A JSON null erases for certain only in a single call, and Novu may refuse an odd address. */
  private static boolean isSafe(JsonNode fields) {
    for (JsonNode value : fields) {
      if (value.isNull()) {
        return false;
      }
    }
    return !fields.has("email") || EMAIL.matcher(fields.path("email").asText()).matches();
  }

  /** The part of the batch that has the effect of {@code call}, which is of this kind. */
  public byte[] part(NovuCall call) {
    byte[] body = call.bytes();
    if (this == TRIGGERS || call.method().equals("POST")) {
      return body;
    }
    String id = EventCodec.JSON.getNodeFactory().textNode(call.id()).toString();
    String start = "{\"subscriberId\":" + id + (body.length > 2 ? "," : "");
    var part = new ByteArrayOutputStream(start.length() + body.length);
    part.writeBytes(start.getBytes(StandardCharsets.UTF_8));
    part.write(body, 1, body.length - 1);
    return part.toByteArray();
  }

  /** The body of a batch of these parts. */
  public byte[] body(List<byte[]> parts) {
    byte[] start = ("{\"" + list + "\":[").getBytes(StandardCharsets.US_ASCII);
    int length = start.length + 1;
    for (byte[] part : parts) {
      length += part.length + 1;
    }
    ByteBuffer all = ByteBuffer.allocate(length).put(start);
    for (byte[] part : parts) {
      all.put(part).put((byte) ',');
    }
    // overwrites the last comma
    return all.position(length - 2).put((byte) ']').put((byte) '}').array();
  }
}
