package dev.segmentnovu.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the entries that {@link EntryWriter} writes: the header, and beside it the body as it is.
 */
final class EntryReader {

  /** Reads one member of the header; the rest of the header follows it. */
  private static final ObjectReader MEMBERS =
      EventCodec.JSON.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private EntryReader() {}

  /** See {@link EventCodec#decode}. */
  static StoredEvent read(byte[] entry) {
    int end = 0;
    while (end < entry.length && entry[end] != '\n') {
      end++;
    }
    if (end == entry.length) {
      throw new IllegalArgumentException("The entry has no header line");
    }
    byte[] body = Arrays.copyOfRange(entry, end + 1, entry.length);
    try (JsonParser header = EventCodec.JSON.createParser(entry, 0, end)) {
      return stored(header, body);
    } catch (JsonProcessingException | NumberFormatException | ArithmeticException e) {
      throw new IllegalArgumentException("The entry's header is not JSON", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Builds no tree, because every event is read here. */
  private static StoredEvent stored(JsonParser header, byte[] body) throws IOException {
    String id = "";
    String type = "";
    long at = 0;
    int replays = 0;
    String letter = null;
    boolean forced = false;
    ObjectNode trigger = null;
    ObjectNode context = null;
    ObjectNode integrations = null;
    String sent = null;
    String trace = null;
    EntryPoint door = EntryPoint.TRACKING;
    if (header.nextToken() != JsonToken.START_OBJECT) {
      throw new IllegalArgumentException("The entry's header is no JSON object");
    }
    for (String name = header.nextFieldName(); name != null; name = header.nextFieldName()) {
      header.nextToken();
      switch (name) {
        case "at" -> at = header.getLongValue();
        case "id" -> id = header.getText();
        case "type" -> type = header.getText();
        case "replays" -> replays = header.getIntValue();
        case "letter" -> letter = header.getText();
        case "forced" -> forced = header.getBooleanValue();
        case "trigger" -> trigger = objectOf(header);
        case "context" -> context = objectOf(header);
        case "integrations" -> integrations = objectOf(header);
        case "sent" -> sent = header.getText();
        case "trace" -> trace = header.getText();
        case "door" ->
            door =
                header.getText().equals(EntryWriter.WEBHOOK)
                    ? EntryPoint.WEBHOOK
                    : EntryPoint.TRACKING;
        default -> header.skipChildren();
      }
    }
    EventType known = EventType.of(type).orElse(null);
    if (known == null) {
      throw new IllegalArgumentException("Unknown event type " + type);
    }
    return new StoredEvent(
        id,
        known,
        door,
        Instant.ofEpochMilli(at),
        replays,
        letter,
        forced,
        trigger,
        context,
        integrations,
        sent,
        trace,
        body);
  }

  private static @Nullable ObjectNode objectOf(JsonParser header) throws IOException {
    JsonNode tree = MEMBERS.readTree(header);
    return tree instanceof ObjectNode object ? object : null;
  }
}
