package dev.segmentnovu.bench.novu;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.segmentnovu.bench.wire.HttpInput;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** The responses of the fake Novu: each call succeeds, each subscriber exists. */
final class NovuResponses {
  private static final byte[] BULK_TRIGGERS = bytes("POST /v1/events/trigger/bulk ");
  private static final byte[] BULK_SUBSCRIBERS = bytes("POST /v1/subscribers/bulk ");
  private static final byte[] CREATE = bytes("POST ");
  private static final byte[] ID = bytes("\"subscriberId\":\"");

  private static final String DONE = "{\"acknowledged\":true,\"status\":\"processed\"}";
  private static final byte[] TRIGGERED = response(201, bytes("{\"data\":" + DONE + "}"));
  private static final byte[] SUBSCRIBER =
      response(200, bytes("{\"data\":{\"firstName\":\"Ada\",\"data\":{\"plan\":\"pro\"}}}"));

  private NovuResponses() {}

  /**
   * The response to a request.
   *
   * @param events how many events it has
   */
  static ByteBuffer to(HttpInput request, int events) {
    if (request.startsWith(BULK_TRIGGERS)) {
      return ByteBuffer.wrap(triggers(events));
    }
    if (request.startsWith(BULK_SUBSCRIBERS)) {
      return ByteBuffer.wrap(subscribers(request));
    }
    return ByteBuffer.wrap(request.startsWith(CREATE) ? TRIGGERED : SUBSCRIBER);
  }

  /** A result for each event, in their order. */
  private static byte[] triggers(int events) {
    var body = new ByteArrayOutputStream();
    body.writeBytes(bytes("{\"data\":["));
    byte[] done = bytes(DONE);
    for (int i = 0; i < events; i++) {
      if (i > 0) {
        body.write(',');
      }
      body.writeBytes(done);
    }
    body.writeBytes(bytes("]}"));
    return response(201, body.toByteArray());
  }

  /** Names each subscriber of the request as updated. */
  private static byte[] subscribers(HttpInput request) {
    var body = new ByteArrayOutputStream();
    body.writeBytes(bytes("{\"data\":{\"created\":[],\"updated\":["));
    byte[] bytes = request.bytes();
    boolean first = true;
    for (int i = request.bodyStart(); i < request.bodyEnd() - ID.length; i++) {
      if (bytes[i] == '"' && isId(bytes, i)) {
        int end = i + ID.length;
        while (bytes[end] != '"') {
          end++;
        }
        body.writeBytes(bytes(first ? "{" : ",{"));
        body.write(bytes, i, end - i);
        body.writeBytes(bytes("\"}"));
        first = false;
        i = end;
      }
    }
    body.writeBytes(bytes("],\"failed\":[]}}"));
    return response(201, body.toByteArray());
  }

  private static boolean isId(byte[] bytes, int at) {
    for (int i = 0; i < ID.length; i++) {
      if (bytes[at + i] != ID[i]) {
        return false;
      }
    }
    return true;
  }

  /** A success with a body of JSON. */
  static byte[] response(int status, byte[] body) {
    byte[] head =
        bytes(
            "HTTP/1.1 "
                + status
                + " OK\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length
                + "\r\n\r\n");
    var all = new ByteArrayOutputStream(head.length + body.length);
    all.writeBytes(head);
    all.writeBytes(body);
    return all.toByteArray();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(US_ASCII);
  }
}
