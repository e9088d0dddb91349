package dev.segmentnovu.telemetry.log;

import org.jspecify.annotations.Nullable;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * What a log line says of one event, as keys and values: {@code source}, {@code messageId}, {@code
 * event}, {@code user} (a {@link UserHash}), {@code trace_id} and {@code span_id}. What is null is
 * left out. Ids and names of the sender are cut at {@value #MAX_CHARS} characters, and what looks
 * like contact data in them is masked.
 *
 * @param source the name of the source; null if none is known
 * @param messageId of the event
 * @param event the name of a track call; the type of any other event
 * @param userId as the sender sent it; only its hash is logged, and only with a source
 * @param trace the span in which it happened, a {@code traceparent} of W3C Trace Context
 */
public record EventFacts(
    @Nullable String source,
    @Nullable String messageId,
    @Nullable String event,
    @Nullable String userId,
    @Nullable String trace) {

  private static final int MAX_CHARS = 200;

  /** Where the parts of a {@code traceparent} begin and end: {@code 00-<trace>-<span>-01}. */
  private static final int TRACE = 3;

  private static final int TRACE_END = 35;
  private static final int SPAN = 36;
  private static final int SPAN_END = 52;

  /** What is known of an event of which only source and span are known. */
  public static EventFacts of(@Nullable String source, @Nullable String trace) {
    return new EventFacts(source, null, null, null, trace);
  }

  /** Adds the facts to a line. */
  public LoggingEventBuilder on(LoggingEventBuilder line) {
    add(line, "source", source);
    add(line, "messageId", messageId == null ? null : ContactData.maskEmails(cut(messageId)));
    add(line, "event", event == null ? null : ContactData.mask(cut(event)));
    add(line, "user", source == null || userId == null ? null : UserHash.of(source, userId));
    if (trace != null && trace.length() >= SPAN_END) {
      add(line, "trace_id", trace.substring(TRACE, TRACE_END));
      add(line, "span_id", trace.substring(SPAN, SPAN_END));
    }
    return line;
  }

  /** Adds a key and its value to a line, unless the value is null. */
  public static LoggingEventBuilder add(
      LoggingEventBuilder line, String key, @Nullable Object value) {
    return value == null ? line : line.addKeyValue(key, value);
  }

  /** Never ends with half a character. */
  private static String cut(String text) {
    if (text.length() <= MAX_CHARS) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(MAX_CHARS - 1)) ? MAX_CHARS - 1 : MAX_CHARS;
    return text.substring(0, end);
  }
}
