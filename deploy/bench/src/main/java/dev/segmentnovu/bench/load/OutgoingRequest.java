package dev.segmentnovu.bench.load;

import dev.segmentnovu.bench.plan.Scenario;
import dev.segmentnovu.bench.process.BenchRelay;
import dev.segmentnovu.bench.wire.Digits;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A request of a scenario. It is built once; before each sending only the parts that differ are
 * overwritten. Each connection has its own.
 */
final class OutgoingRequest {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final String SIGNATURE = "X-Signature: ";
  private static final int SIGNATURE_DIGITS = 40;

  private final EventTemplate[] events;
  private final byte[] bytes;
  private final ByteBuffer buffer;
  private final int bodyStart;
  private final int firstEvent;
  private final int signature;
  private final Mac mac;

  /**
   * The requests that a connection sends in turn.
   *
   * @param payload bytes of an event
   */
  static List<OutgoingRequest> of(Scenario scenario, int payload) {
    var track = new OutgoingRequest(scenario, payload, EventTemplate.track(payload));
    if (!scenario.hasIdentifies()) {
      return List.of(track);
    }
    EventTemplate identify = EventTemplate.identify(payload, scenario == Scenario.REPEATS);
    return List.of(new OutgoingRequest(scenario, payload, identify), track, track, track);
  }

  private OutgoingRequest(Scenario scenario, int payload, EventTemplate event) {
    events = new EventTemplate[scenario.eventsPerRequest(payload)];
    var body = new ByteArrayOutputStream();
    String begin = scenario == Scenario.BATCH ? "{\"batch\":[" : "";
    body.writeBytes(begin.getBytes(StandardCharsets.US_ASCII));
    for (int i = 0; i < events.length; i++) {
      events[i] = event;
      if (i > 0) {
        body.write(',');
      }
      body.writeBytes(event.json());
    }
    body.writeBytes((scenario == Scenario.BATCH ? "]}" : "").getBytes(StandardCharsets.US_ASCII));
    String head = head(scenario, body.size());
    var all = new ByteArrayOutputStream();
    all.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
    all.writeBytes(body.toByteArray());
    bytes = all.toByteArray();
    buffer = ByteBuffer.wrap(bytes);
    bodyStart = head.length();
    firstEvent = bodyStart + begin.length();
    signature = scenario.isSigned() ? head.indexOf(SIGNATURE) + SIGNATURE.length() : -1;
    mac = mac();
  }

  private static String head(Scenario scenario, int length) {
    String user = BenchRelay.WRITE_KEY + ":";
    String who =
        scenario.isSigned()
            ? SIGNATURE + Digits.zeros(SIGNATURE_DIGITS)
            : "Authorization: Basic "
                + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.US_ASCII));
    return String.join(
        "\r\n",
        "POST " + scenario.path() + " HTTP/1.1",
        "Host: 127.0.0.1",
        "Content-Type: application/json",
        "Content-Length: " + length,
        who,
        "",
        "");
  }

  private static Mac mac() {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      byte[] secret = BenchRelay.SECRET.getBytes(StandardCharsets.US_ASCII);
      mac.init(new SecretKeySpec(secret, "HmacSHA1"));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform has HmacSHA1", e);
    }
  }

  int events() {
    return events.length;
  }

  /**
   * The request with the next events.
   *
   * @param micros when it is due, in the unit of {@link TraceMark}
   * @param first the number of its first event in the run
   * @param settled the number below which all events of the run have a response
   * @param users how many users the events have
   */
  ByteBuffer fill(long micros, int run, long first, long settled, int users) {
    int at = firstEvent;
    for (int i = 0; i < events.length; i++) {
      long number = first + i;
      events[i].fill(bytes, at, micros, run, number, settled, user(number, users));
      at += events[i].length() + 1;
    }
    if (signature >= 0) {
      mac.update(bytes, bodyStart, bytes.length - bodyStart);
      byte[] sum = mac.doFinal();
      for (int i = 0; i < sum.length; i++) {
        bytes[signature + 2 * i] = HEX[(sum[i] >> 4) & 15];
        bytes[signature + 2 * i + 1] = HEX[sum[i] & 15];
      }
    }
    return buffer.clear();
  }

  /**
   * The user of the event with a number. The users are evenly spread and not in sequence: a number
   * does not show the user of the next one.
   */
  static int user(long number, int users) {
    long mixed = (number + 1) * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed ^= mixed >>> 31;
    return (int) Math.floorMod(mixed, (long) users);
  }
}
