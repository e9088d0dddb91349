package dev.segmentnovu.relay.log;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.List;
import java.util.regex.Pattern;
import org.slf4j.event.KeyValuePair;

/**
 * Writes what the code added to a line as key and value: {@code source=web event="Order Placed"}. A
 * value with other characters than those of usual ids stands in quotes, as in JSON. So no value can
 * pretend to be another key or another line.
 */
public final class TextFacts extends ClassicConverter {

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._:@/+*-]+");

  /** What JSON leaves as it is, and some readers take for an end of line or a command. */
  private static final Pattern CONTROL = Pattern.compile("[\\u007f-\\u009f\\u2028\\u2029]");

  @Override
  public String convert(ILoggingEvent event) {
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    if (pairs == null || pairs.isEmpty()) {
      return "";
    }
    var text = new StringBuilder();
    for (KeyValuePair each : pairs) {
      text.append(text.isEmpty() ? " [" : " ").append(each.key).append('=');
      append(text, String.valueOf(each.value));
    }
    return text.append(']').toString();
  }

  private static void append(StringBuilder text, String value) {
    if (PLAIN.matcher(value).matches()) {
      text.append(value);
    } else {
      text.append('"')
          .append(
              CONTROL
                  .matcher(new String(JsonStringEncoder.getInstance().quoteAsString(value)))
                  .replaceAll(found -> "\\\\u%04x".formatted((int) found.group().charAt(0))))
          .append('"');
    }
  }
}
