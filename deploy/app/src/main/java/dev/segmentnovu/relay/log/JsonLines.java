package dev.segmentnovu.relay.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import com.fasterxml.jackson.core.JsonFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.slf4j.event.KeyValuePair;

/**
 * Writes each log event as one line of JSON: {@code time}, {@code level}, {@code logger}, {@code
 * message}, what the code added as key and value ({@code source}, {@code messageId}, …), and {@code
 * exception}, if there is one.
 */
public final class JsonLines extends LineEncoder {

  private final JsonFactory json = new JsonFactory();

  @Override
  public byte[] encode(ILoggingEvent event) {
    var line = new ByteArrayOutputStream();
    try (var out = json.createGenerator(line)) {
      out.writeStartObject();
      out.writeStringField("time", time(event));
      out.writeStringField("level", event.getLevel().toString());
      out.writeStringField("logger", event.getLoggerName());
      out.writeStringField("message", event.getFormattedMessage());
      for (Map.Entry<String, String> each : event.getMDCPropertyMap().entrySet()) {
        out.writeStringField(each.getKey(), each.getValue());
      }
      List<KeyValuePair> pairs = event.getKeyValuePairs();
      if (pairs != null) {
        for (KeyValuePair each : pairs) {
          if (each.value instanceof Number number) {
            out.writeNumberField(each.key, number.longValue());
          } else {
            out.writeStringField(each.key, String.valueOf(each.value));
          }
        }
      }
      if (event.getThrowableProxy() != null) {
        out.writeStringField("exception", exception(event));
      }
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // to memory: cannot fail
    }
    line.write('\n');
    return line.toByteArray();
  }
}
