package dev.segmentnovu.bench.load;

import dev.segmentnovu.bench.process.BenchRelay;
import dev.segmentnovu.bench.wire.Digits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The JSON of an event with an exact size, and the positions of the parts that differ between two
 * events.
 */
final class EventTemplate {
  private static final int ID_DIGITS = 14;
  private static final int USER_DIGITS = 7;
  private static final String USER = "user-" + Digits.zeros(USER_DIGITS);
  private static final String ID_BEGIN = "\"messageId\":\"bench-";
  private static final String ID = ID_BEGIN + Digits.zeros(ID_DIGITS) + "\"";
  private static final String USER_BEGIN = "user-0";

  private static final int VISIT_DIGITS = 10;
  private static final String VISIT_BEGIN = "\"visit\":\"";
  private static final String VISIT = VISIT_BEGIN + Digits.zeros(VISIT_DIGITS) + "\"";

  /** Bytes of the smallest event. */
  static final int SMALLEST = 300;

  private static final int NONE = -1;

  private final byte[] json;
  private final int mark;
  private final int visit;
  private final int messageId;
  private final int[] users;

  private EventTemplate(String text) {
    json = text.getBytes(StandardCharsets.US_ASCII);
    mark = text.indexOf(TraceMark.BLANK);
    int trait = text.indexOf(VISIT_BEGIN);
    visit = trait < 0 ? NONE : trait + VISIT_BEGIN.length();
    messageId = text.indexOf(ID_BEGIN) + ID_BEGIN.length();
    List<Integer> found = new ArrayList<>();
    for (int at = text.indexOf(USER_BEGIN); at >= 0; at = text.indexOf(USER_BEGIN, at + 1)) {
      found.add(at + USER_BEGIN.length() - 1);
    }
    users = found.stream().mapToInt(Integer::intValue).toArray();
  }

  /** A track with the mark in its properties. */
  static EventTemplate track(int bytes) {
    return filled(
        "{\"type\":\"track\","
            + ID
            + ",\"userId\":\""
            + USER
            + "\",\"event\":\""
            + BenchRelay.EVENT
            + "\",\"context\":{\"ip\":\"192.0.2.1\",\"library\":{\"name\":\"bench\"}}"
            + ",\"properties\":{\"at\":\""
            + TraceMark.BLANK
            + "\"",
        bytes);
  }

  /**
   * An identify with a custom trait and no mark.
   *
   * @param repeats whether all identifies of a user are the same; otherwise the trait differs
   */
  static EventTemplate identify(int bytes, boolean repeats) {
    return filled(
        "{\"type\":\"identify\","
            + ID
            + ",\"userId\":\""
            + USER
            + "\",\"traits\":{\"firstName\":\"Ada\",\"lastName\":\"Lovelace\",\"email\":\""
            + USER
            + "@example.com\","
            + (repeats ? "\"plan\":\"pro\"" : VISIT)
            + "},\"context\":{\"ip\":\"192.0.2.1\"",
        bytes);
  }

  /**
   * Ends the event, whose innermost object is open, after as many members as it needs for its size.
   * Many short members cost more than a long one, and real events have many.
   */
  private static EventTemplate filled(String begin, int bytes) {
    String end = "}}";
    var text = new StringBuilder(begin);
    for (int i = 0; bytes - text.length() - end.length() >= 80; i++) {
      text.append(String.format(",\"property%04d\":\"some value %06d\"", i, i * 7919 % 1_000_000));
    }
    String last = ",\"last\":\"";
    int room = bytes - text.length() - end.length() - last.length() - 1;
    text.append(last).append("x".repeat(Math.max(0, room))).append('"').append(end);
    return new EventTemplate(text.toString());
  }

  /** Bytes of the event. */
  int length() {
    return json.length;
  }

  /** The event before it is filled. */
  byte[] json() {
    return Arrays.copyOf(json, json.length);
  }

  /**
   * Turns the event that begins at {@code at} into another one.
   *
   * @param micros when it is due, in the unit of {@link TraceMark}
   * @param run less than 10,000
   * @param number its number in the run
   * @param settled as in {@link TraceMark}
   */
  void fill(byte[] bytes, int at, long micros, int run, long number, long settled, int user) {
    if (mark != NONE) {
      TraceMark.write(bytes, at + mark, micros, run, number, settled);
    }
    if (visit != NONE) {
      Digits.write(bytes, at + visit, VISIT_DIGITS, number);
    }
    Digits.write(bytes, at + messageId, 4, run);
    Digits.write(bytes, at + messageId + 4, ID_DIGITS - 4, number);
    for (int each : users) {
      Digits.write(bytes, at + each, USER_DIGITS, user);
    }
  }
}
