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
 * The calls of Novu's that do the work of many others. Novu charges a hundred tokens for one,
 * whatever it holds. It does not promise to do the work in order, so no two parts may be about the
 * same user. Pure.
 */
public enum BatchKind {
  /** Triggers; each has a result of its own. */
  TRIGGERS("/v1/events/trigger/bulk", "events", 100, 500_000),

  /**
   * Subscribers that are created, or have set what is given; unlike {@code POST /v2/subscribers}
   * this leaves {@code data} alone where none is given. One that is invalid has Novu refuse them
   * all.
   */
  SUBSCRIBERS("/v1/subscribers/bulk", "subscribers", 500, 100_000);

  /** Fewer than Novu takes: what does not fit goes alone, and harms nobody else. */
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

  /** The path of the call. */
  public String path() {
    return path;
  }

  /** How many parts it may have. */
  public int most() {
    return most;
  }

  /** Bytes that all parts, with a comma after each, may have. */
  public int mostBytes() {
    return mostBytes;
  }

  /** The kind that can do what {@code call} does, whose body this is; null if none can. */
  static @Nullable BatchKind of(NovuCall call, JsonNode body) {
    if (call.isTrigger()) {
      return TRIGGERS;
    }
    String subscriber = call.id();
    return subscriber != null && isPlain(subscriber) && isSafe(body) ? SUBSCRIBERS : null;
  }

  /** Novu takes the blanks off an id in a body, and not in a path. */
  private static boolean isPlain(String id) {
    return !id.isEmpty() && id.equals(id.strip());
  }

  /** That a JSON null erases is known of the single calls only, and an odd address may be none. */
  private static boolean isSafe(JsonNode fields) {
    for (JsonNode value : fields) {
      if (value.isNull()) {
        return false;
      }
    }
    return !fields.has("email") || EMAIL.matcher(fields.path("email").asText()).matches();
  }

  /** {@code call}, which is of this kind, as a part of this one. */
  public byte[] part(NovuCall call) {
    byte[] body = call.bytes();
    if (this == TRIGGERS || call.method().equals("POST")) {
      return body;
    }
    String id = EventCodec.JSON.getNodeFactory().textNode(call.id()).toString();
    String begin = "{\"subscriberId\":" + id + (body.length > 2 ? "," : "");
    var part = new ByteArrayOutputStream(begin.length() + body.length);
    part.writeBytes(begin.getBytes(StandardCharsets.UTF_8));
    part.write(body, 1, body.length - 1);
    return part.toByteArray();
  }

  /** The body of the call for these parts. */
  public byte[] body(List<byte[]> parts) {
    byte[] begin = ("{\"" + list + "\":[").getBytes(StandardCharsets.US_ASCII);
    int length = begin.length + 1;
    for (byte[] part : parts) {
      length += part.length + 1;
    }
    ByteBuffer all = ByteBuffer.allocate(length).put(begin);
    for (byte[] part : parts) {
      all.put(part).put((byte) ',');
    }
    // over the last comma
    return all.position(length - 2).put((byte) ']').put((byte) '}').array();
  }
}
