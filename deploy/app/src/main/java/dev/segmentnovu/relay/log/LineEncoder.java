package dev.segmentnovu.relay.log;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** Writes each log event as one line of UTF-8. */
abstract class LineEncoder extends EncoderBase<ILoggingEvent> {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX").withZone(ZoneId.systemDefault());
  private static final byte[] NOTHING = new byte[0];

  private final ThrowableProxyConverter exceptions = new ThrowableProxyConverter();

  @Override
  public void start() {
    exceptions.setContext(getContext());
    exceptions.start();
    super.start();
  }

  @Override
  public byte[] headerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] footerBytes() {
    return NOTHING;
  }

  /** The time of the event, to the millisecond, with the offset of the zone of the machine. */
  static String time(ILoggingEvent event) {
    return TIME.format(event.getInstant());
  }

  /** The exception of the event with its stack trace, in several lines; empty if it has none. */
  String exception(ILoggingEvent event) {
    return event.getThrowableProxy() == null ? "" : exceptions.convert(event).strip();
  }
}
