package dev.segmentnovu.relay.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.spi.ILoggingEvent;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.List;
import java.util.regex.Pattern;
import org.slf4j.event.KeyValuePair;

/**
 * Writes each log event as one line of text: time, level, logger, message, what the code added as
 * key and value, and the exception, if there is one: {@code 2026-11-30T13:00:00.000Z WARN
 * Deliveries: The message [source=web event="Order Placed"]}.
 *
 * <p>Whatever a sender wrote into a value cannot pretend to be another key or another line, and is
 * no command to a terminal: a value with other characters than those of usual ids stands in quotes,
 * as in JSON.
 */
final class TextLines extends LineEncoder {

  private static final int LEVEL_WIDTH = 5;

  private static final Pattern LINE_END = Pattern.compile("[\\r\\n\\u0085\\u2028\\u2029]+\\s*");
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}&&[^\\t]]");

  private static final Pattern PLAIN_VALUE = Pattern.compile("[A-Za-z0-9._:@/+*-]+");

  /** What JSON leaves as it is, and some readers take for an end of line or a command. */
  private static final Pattern UNQUOTED = Pattern.compile("[\\u007f-\\u009f\\u2028\\u2029]");

  @Override
  public byte[] encode(ILoggingEvent event) {
    var line = new StringBuilder(time(event)).append(' ');
    String level = event.getLevel().toString();
    line.append(level).append(" ".repeat(LEVEL_WIDTH - level.length())).append(' ');
    String logger = event.getLoggerName();
    line.append(logger, logger.lastIndexOf('.') + 1, logger.length()).append(": ");
    line.append(inOneLine(String.valueOf(event.getFormattedMessage())));
    appendPairs(line, event.getKeyValuePairs());
    String exception = exception(event);
    if (!exception.isEmpty()) {
      line.append(' ').append(inOneLine(exception));
    }
    return line.append('\n').toString().getBytes(UTF_8);
  }

  private static String inOneLine(String text) {
    return CONTROL.matcher(LINE_END.matcher(text).replaceAll(" | ")).replaceAll("?");
  }

  private static void appendPairs(StringBuilder line, List<KeyValuePair> pairs) {
    if (pairs == null || pairs.isEmpty()) {
      return;
    }
    String before = " [";
    for (KeyValuePair each : pairs) {
      line.append(before).append(each.key).append('=');
      appendValue(line, String.valueOf(each.value));
      before = " ";
    }
    line.append(']');
  }

  private static void appendValue(StringBuilder line, String value) {
    if (PLAIN_VALUE.matcher(value).matches()) {
      line.append(value);
      return;
    }
    String quoted = new String(JsonStringEncoder.getInstance().quoteAsString(value));
    line.append('"')
        .append(
            UNQUOTED
                .matcher(quoted)
                .replaceAll(found -> "\\\\u%04x".formatted((int) found.group().charAt(0))))
        .append('"');
  }
}
