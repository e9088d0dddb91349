package dev.segmentnovu.event.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.intake.ScannedBody.Shape;
import dev.segmentnovu.event.intake.ScannedEvent.Member;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads a body once, from front to back, and finds its events. An event that exceeds a limit of
 * JSON, or is not valid UTF-8, is marked; the other events of the body are read nevertheless. Pure.
 */
public final class BodyScanner {

  /** {@code 2026-11-23T17:11:22.337123456+01:00[America/Argentina/ComodRivadavia]} has 68. */
  private static final int MAX_TIME_CHARS = 80;

  /** The outcome of a scan. */
  public sealed interface Result {

    /**
     * Returns what the function of this case returns. A caller states one function for each case,
     * so it does not compile until it handles a new case.
     */
    <R> R match(Function<Scanned, R> scanned, Function<Malformed, R> malformed);

    /** The body is JSON of a known shape. */
    record Scanned(ScannedBody body) implements Result {
      @Override
      public <R> R match(Function<Scanned, R> scanned, Function<Malformed, R> malformed) {
        return scanned.apply(this);
      }
    }

    /** The body is anything else. */
    record Malformed(Refusal refusal) implements Result {
      @Override
      public <R> R match(Function<Scanned, R> scanned, Function<Malformed, R> malformed) {
        return malformed.apply(this);
      }
    }
  }

  /** The offsets of an object in the body. */
  private record Part(int start, int end) {}

  private final byte[] bytes;
  private final JsonCursor cursor;
  private final int maxEvents;
  private final List<ScannedEvent> events = new ArrayList<>();

  private BodyScanner(byte[] bytes, int maxEvents) {
    this.bytes = bytes;
    this.maxEvents = maxEvents;
    this.cursor = new JsonCursor(bytes);
  }

  /** The events in {@code bytes}, at most {@code maxEvents}. */
  public static Result scan(byte[] bytes, int maxEvents) {
    try {
      return new Result.Scanned(new BodyScanner(bytes, maxEvents).scan());
    } catch (MalformedBodyException e) {
      return new Result.Malformed(Refusal.badRequest(String.valueOf(e.getMessage())));
    }
  }

  private ScannedBody scan() throws MalformedBodyException {
    if (cursor.isAtEnd()) {
      throw new MalformedBodyException(
          "The body is empty; send an event, an array of events, or {\"batch\":[…]}");
    }
    ScannedBody body;
    if (cursor.isAtArray()) {
      cursor.enter();
      elements(true);
      body = new ScannedBody(Shape.ARRAY, events, null, null, null, null);
    } else if (cursor.isAtObject()) {
      body = object();
    } else {
      cursor.value();
      throw new MalformedBodyException("The body must be a JSON object or array");
    }
    if (!cursor.isAtEnd()) {
      throw new MalformedBodyException("Something follows the JSON in the body");
    }
    return body;
  }

  /** Reads an event, or an SDK's batch, which has a member {@code batch}. */
  private ScannedBody object() throws MalformedBodyException {
    var single = new ScannedEvent(bytes, cursor.offset());
    boolean batch = false;
    // only a batch needs these as trees, and its member batch may come later
    Part context = null;
    Part integrations = null;
    String sentAt = null;
    String around = null;
    cursor.enter();
    while (cursor.nextMember()) {
      Member member = Member.at(cursor);
      if (member != null) {
        int start = cursor.offset();
        single.read(member, cursor);
        if (member == Member.CONTEXT) {
          context = part(single, member, start);
        } else if (member == Member.INTEGRATIONS) {
          integrations = part(single, member, start);
        }
      } else if (cursor.isNamed("batch") && cursor.isAtArray()) {
        batch = true;
        events.clear();
        String before = cursor.takeFault();
        around = around == null ? before : around;
        cursor.enter();
        elements(false);
      } else {
        boolean isTime = cursor.isNamed("sentAt");
        JsonKind kind = cursor.value();
        sentAt = isTime ? time(kind) : sentAt;
      }
    }
    String after = cursor.takeFault();
    around = around == null ? after : around;
    String writeKey = single.text(Member.WRITE_KEY);
    if (!batch) {
      single.endsAt(cursor.offset());
      refuse(single, "The event", around);
      return new ScannedBody(Shape.SINGLE, List.of(single), null, null, null, writeKey);
    }
    if (around != null) {
      // each event is stored with it
      for (ScannedEvent event : events) {
        refuse(event, "The batch, outside its events,", around);
      }
      return new ScannedBody(Shape.BATCH, events, null, null, null, writeKey);
    }
    return new ScannedBody(
        Shape.BATCH, events, tree(context), tree(integrations), sentAt, writeKey);
  }

  private void elements(boolean mayBeWrapped) throws MalformedBodyException {
    while (cursor.nextElement()) {
      if (events.size() == maxEvents) {
        throw new MalformedBodyException(
            "A body holds at most " + maxEvents + " events; send the rest in another");
      }
      int levels = cursor.countLevelsFromHere();
      events.add(cursor.isAtObject() ? event(mayBeWrapped) : notAnEvent());
      cursor.countLevelsFrom(levels);
    }
  }

  private ScannedEvent notAnEvent() throws MalformedBodyException {
    var event = new ScannedEvent(bytes, cursor.offset());
    cursor.value();
    cursor.takeFault();
    event.endsAt(cursor.offset());
    event.refuse(Refusal.badRequest("Each event must be a JSON object"));
    return event;
  }

  /** An event; {@code {"json":{…}}} wraps one in the extensible webhook's arrays. */
  private ScannedEvent event(boolean mayBeWrapped) throws MalformedBodyException {
    var event = new ScannedEvent(bytes, cursor.offset());
    ScannedEvent inner = null;
    cursor.enter();
    while (cursor.nextMember()) {
      if (mayBeWrapped && cursor.isNamed("json") && cursor.isAtObject()) {
        int levels = cursor.countLevelsFromHere();
        inner = new ScannedEvent(bytes, cursor.offset());
        cursor.enter();
        members(inner);
        cursor.countLevelsFrom(levels);
      } else {
        member(event);
      }
    }
    event.endsAt(cursor.offset());
    ScannedEvent read = inner == null || event.kind(Member.TYPE) != null ? event : inner;
    refuse(read, "The event", cursor.takeFault());
    return read;
  }

  private void members(ScannedEvent event) throws MalformedBodyException {
    while (cursor.nextMember()) {
      member(event);
    }
    event.endsAt(cursor.offset());
  }

  private void member(ScannedEvent event) throws MalformedBodyException {
    Member member = Member.at(cursor);
    if (member == null) {
      cursor.value();
    } else {
      event.read(member, cursor);
    }
  }

  private static void refuse(ScannedEvent event, String subject, @Nullable String fault) {
    if (fault != null) {
      event.refuse(Refusal.badRequest(subject + " " + fault));
    }
  }

  /** A text short enough for a time, because each event of the batch is stored with it. */
  private @Nullable String time(JsonKind kind) {
    return kind == JsonKind.TEXT && cursor.textTo() - cursor.textFrom() <= MAX_TIME_CHARS
        ? JsonText.decode(bytes, cursor.textFrom(), cursor.textTo(), cursor.hasEscapesInText())
        : null;
  }

  /** The offsets of the value that was just read; null if it is no object. */
  private @Nullable Part part(ScannedEvent event, Member member, int start) {
    return event.kind(member) == JsonKind.OBJECT ? new Part(start, cursor.offset()) : null;
  }

  private @Nullable ObjectNode tree(@Nullable Part part) throws MalformedBodyException {
    if (part == null) {
      return null;
    }
    try {
      return EventCodec.JSON.readTree(bytes, part.start, part.end - part.start)
              instanceof ObjectNode object
          ? object
          : null;
    } catch (JsonProcessingException e) {
      // Jackson gives up on names that were made to collide in its table
      throw new MalformedBodyException("The batch's context or integrations cannot be read");
    } catch (IOException e) {
      throw new UncheckedIOException(e); // it reads from memory: cannot fail
    }
  }
}
