package dev.segmentnovu.event.intake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.intake.ScannedBody.Shape;
import dev.segmentnovu.event.intake.ScannedEvent.Member;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a body once, from front to back, and notes where its events are. Pure. */
public final class BodyScanner {

  /**
   * Deeper events are refused: no template reads them, and every later reader would have to bear
   * them.
   */
  static final int MAX_DEPTH = 64;

  /** {@code 2026-11-23T17:11:22.337123456+01:00} has 35. */
  private static final int MAX_TIME_CHARS = 40;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          .build();

  /** What scanning came to. */
  public sealed interface Result {
    /** It is JSON of a shape we know. */
    record Scanned(ScannedBody body) implements Result {}

    /** It is not. */
    record Malformed(Refusal refusal) implements Result {}
  }

  /** Where an object is in the body. */
  private record Part(int start, int end) {}

  private final byte[] bytes;
  private final JsonParser parser;
  private final int maxEvents;
  private final List<ScannedEvent> events = new ArrayList<>();

  private BodyScanner(byte[] bytes, int maxEvents) throws IOException {
    this.bytes = bytes;
    this.maxEvents = maxEvents;
    this.parser = JSON.createParser(bytes);
  }

  /** The events in {@code bytes}, at most {@code maxEvents}. */
  public static Result scan(byte[] bytes, int maxEvents) {
    try {
      var scanner = new BodyScanner(bytes, maxEvents);
      return scanner.scan();
    } catch (JsonProcessingException e) {
      var at = e.getLocation();
      return malformed(
          "The body is not valid JSON in UTF-8"
              + (at == null ? "" : " at byte " + at.getByteOffset())
              + ": "
              + firstLine(e.getOriginalMessage()));
    } catch (TooManyEventsException e) {
      return malformed("A body holds at most " + maxEvents + " events; send the rest in another");
    } catch (NotAnObjectException e) {
      return malformed("Each event must be a JSON object");
    } catch (IOException e) {
      throw new UncheckedIOException(e); // reads from memory: cannot fail
    }
  }

  private Result scan() throws IOException {
    JsonToken first = parser.nextToken();
    ScannedBody body;
    if (first == JsonToken.START_ARRAY) {
      array();
      body = new ScannedBody(Shape.ARRAY, events, null, null, null, null);
    } else if (first == JsonToken.START_OBJECT) {
      body = object();
    } else if (first == null) {
      return malformed("The body is empty; send an event, an array of events, or {\"batch\":[…]}");
    } else {
      return malformed("The body must be a JSON object or array");
    }
    if (parser.nextToken() != null) {
      return malformed("Something follows the JSON in the body");
    }
    return new Result.Scanned(body);
  }

  private void array() throws IOException {
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      requireObject(token);
      event(true);
    }
  }

  /** An event, or an SDK's batch: known by its member {@code batch}. */
  private ScannedBody object() throws IOException {
    var single = new ScannedEvent(offset());
    boolean batch = false;
    // only a batch needs these as trees, and whether it is one may be known only later
    Part context = null;
    Part integrations = null;
    String sentAt = null;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (name.equals("batch") && value == JsonToken.START_ARRAY) {
        batch = true;
        events.clear();
        batch();
      } else if (name.equals("context")) {
        context = part(single, name, value);
      } else if (name.equals("integrations")) {
        integrations = part(single, name, value);
      } else {
        member(single, name, value);
        if (name.equals("sentAt")) {
          sentAt = value == JsonToken.VALUE_STRING ? time() : null;
        }
      }
    }
    String writeKey = single.text(Member.WRITE_KEY);
    if (batch) {
      return new ScannedBody(
          Shape.BATCH, events, tree(context), tree(integrations), sentAt, writeKey);
    }
    single.endsAt(endOffset());
    return new ScannedBody(Shape.SINGLE, List.of(single), null, null, null, writeKey);
  }

  private void batch() throws IOException {
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      requireObject(token);
      event(false);
    }
  }

  /**
   * An event whose opening brace was read; {@code {"json":{…}}} wraps one in the extensible
   * webhook's arrays.
   */
  private void event(boolean mayBeWrapped) throws IOException {
    if (events.size() == maxEvents) {
      throw new TooManyEventsException();
    }
    var event = new ScannedEvent(offset());
    ScannedEvent inner = null;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (mayBeWrapped && name.equals("json") && value == JsonToken.START_OBJECT) {
        inner = new ScannedEvent(offset());
        members(inner);
      } else {
        member(event, name, value);
      }
    }
    event.endsAt(endOffset());
    events.add(inner == null || event.get(Member.TYPE) != null ? event : inner);
  }

  private void members(ScannedEvent event) throws IOException {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      member(event, name, parser.nextToken());
    }
    event.endsAt(endOffset());
  }

  private void member(ScannedEvent event, String name, JsonToken kind) throws IOException {
    Member member = Member.of(name);
    if (member != null) {
      event.put(member, kind, kind == JsonToken.VALUE_STRING ? parser.getText() : null);
    }
    parser.skipChildren();
  }

  /** A text short enough for a time: each event of the batch is stored with it. */
  private @Nullable String time() throws IOException {
    return parser.getTextLength() > MAX_TIME_CHARS ? null : parser.getText();
  }

  /** As {@link #member}; tells where the member's object is, or null if it is none. */
  private @Nullable Part part(ScannedEvent event, String name, JsonToken kind) throws IOException {
    int start = offset();
    member(event, name, kind);
    return kind == JsonToken.START_OBJECT ? new Part(start, endOffset()) : null;
  }

  private @Nullable ObjectNode tree(@Nullable Part part) throws IOException {
    return part != null
            && EventCodec.JSON.readTree(bytes, part.start, part.end - part.start)
                instanceof ObjectNode object
        ? object
        : null;
  }

  private int offset() {
    return (int) parser.currentTokenLocation().getByteOffset();
  }

  private int endOffset() {
    return (int) parser.currentLocation().getByteOffset();
  }

  private static void requireObject(@Nullable JsonToken token) throws NotAnObjectException {
    if (token != JsonToken.START_OBJECT) {
      throw new NotAnObjectException();
    }
  }

  private static Result malformed(String message) {
    return new Result.Malformed(Refusal.badRequest(message));
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("");
  }

  private static final class NotAnObjectException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  private static final class TooManyEventsException extends IOException {
    private static final long serialVersionUID = 1L;
  }
}
