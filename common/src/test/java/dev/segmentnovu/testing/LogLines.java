package dev.segmentnovu.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

/** What loggers log while it is open. */
public final class LogLines implements AutoCloseable {

  private final Logger logger;
  private final @Nullable Level before;
  private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          events.add(event);
        }
      };

  private LogLines(String name, Level level) {
    logger = (Logger) LoggerFactory.getLogger(name);
    before = logger.getLevel();
    logger.setLevel(level);
    appender.setContext(logger.getLoggerContext());
    appender.start();
    logger.addAppender(appender);
  }

  /**
   * Listens to a logger and those below it.
   *
   * @param name a class or a package
   */
  public static LogLines of(String name, Level level) {
    return new LogLines(name, level);
  }

  /** The lines: {@code WARN message {key=value, …}}. */
  public List<String> texts() {
    return events.stream().map(LogLines::text).toList();
  }

  /** The lines as an encoder writes them. */
  public List<String> encoded(Encoder<ILoggingEvent> encoder, Predicate<ILoggingEvent> which) {
    return events.stream()
        .filter(which)
        .map(event -> new String(encoder.encode(event), StandardCharsets.UTF_8))
        .toList();
  }

  private static String text(ILoggingEvent event) {
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    List<String> facts =
        pairs == null
            ? List.of()
            : pairs.stream().map(pair -> pair.key + "=" + pair.value).toList();
    return event.getLevel()
        + " "
        + event.getFormattedMessage()
        + " {"
        + String.join(", ", facts)
        + "}";
  }

  @Override
  public void close() {
    logger.detachAppender(appender);
    logger.setLevel(before);
  }
}
