package dev.segmentnovu.event;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes the entries of events that came in one request. It encodes what they share once, and
 * allocates each entry as one array of its size.
 */
public final class EntryWriter {

  private static final Map<EventType, byte[]> TYPES =
      Arrays.stream(EventType.values())
          .collect(
              Collectors.toMap(
                  type -> type, type -> ascii(",\"type\":\"" + type.wireName() + '"')));

  /** The value of {@code door} in the header of an event that came by a webhook. */
  static final String WEBHOOK = "w";

  /** The end of the header. */
  private static final byte[] END = ascii("}\n");

  private final byte[] beforeId;
  private final byte[] afterType;
  private final int shared;

  /**
   * A writer for events that were never replayed.
   *
   * @param door the entry point of the request
   * @param receivedAt when ingest received the request
   * @param context {@code context} of the batch around them, or null
   * @param integrations {@code integrations} of the batch, or null
   * @param sentAt {@code sentAt} of the batch, or null
   */
  public EntryWriter(
      EntryPoint door,
      Instant receivedAt,
      @Nullable ObjectNode context,
      @Nullable ObjectNode integrations,
      @Nullable String sentAt) {
    this(door, receivedAt, 0, null, false, null, context, integrations, sentAt);
  }

  EntryWriter(
      EntryPoint door,
      Instant receivedAt,
      int replays,
      @Nullable String deadLetterId,
      boolean forced,
      @Nullable ObjectNode trigger,
      @Nullable ObjectNode context,
      @Nullable ObjectNode integrations,
      @Nullable String sentAt) {
    // first, because stats.lua reads it there
    beforeId = ascii("{\"at\":" + receivedAt.toEpochMilli() + ",\"id\":");
    var rest = new ByteArrayOutputStream();
    if (door == EntryPoint.WEBHOOK) {
      // absent for the other entry point, as in entries of versions that did not write it
      rest.writeBytes(ascii(",\"door\":\"" + WEBHOOK + '"'));
    }
    if (replays > 0) {
      rest.writeBytes(ascii(",\"replays\":" + replays));
    }
    if (deadLetterId != null) {
      rest.writeBytes(ascii(",\"letter\":"));
      rest.writeBytes(string(deadLetterId));
    }
    if (forced) {
      rest.writeBytes(ascii(",\"forced\":true"));
    }
    member(rest, "trigger", trigger);
    int before = rest.size();
    member(rest, "context", context);
    member(rest, "integrations", integrations);
    shared = rest.size() - before;
    member(rest, "sent", sentAt);
    rest.writeBytes(END);
    afterType = rest.toByteArray();
  }

  private EntryWriter(byte[] beforeId, byte[] afterType, int shared) {
    this.beforeId = beforeId;
    this.afterType = afterType;
    this.shared = shared;
  }

  /**
   * A writer of the same entries with the context of a trace in each.
   *
   * @param context a {@code traceparent} of W3C Trace Context
   */
  public EntryWriter traced(String context) {
    var rest = new ByteArrayOutputStream();
    rest.write(afterType, 0, afterType.length - END.length);
    rest.writeBytes(ascii(",\"trace\":"));
    rest.writeBytes(string(context));
    rest.writeBytes(END);
    return new EntryWriter(beforeId, rest.toByteArray(), shared);
  }

  /**
   * The size of {@link #entry} for an event of {@code size} bytes, without writing it. Exact for an
   * id of printable ASCII; an id that JSON must escape takes more bytes.
   */
  public int sizeOf(String messageId, EventType type, int size) {
    int typeMember = Objects.requireNonNull(TYPES.get(type)).length;
    return beforeId.length + messageId.length() + 2 + typeMember + afterType.length + size;
  }

  /** The size of the batch's {@code context} and {@code integrations}, which each entry repeats. */
  public int sharedSize() {
    return shared;
  }

  /**
   * Writes the entry of one event.
   *
   * @param bytes contain the event's JSON object in UTF-8, as received
   * @param from the offset of its first byte
   * @param to the offset after its last byte
   */
  public byte[] entry(String messageId, EventType type, byte[] bytes, int from, int to) {
    byte[] id = string(messageId);
    byte[] typeMember = Objects.requireNonNull(TYPES.get(type));
    int header = beforeId.length + id.length + typeMember.length + afterType.length;
    byte[] entry = new byte[header + to - from];
    int end = append(entry, 0, beforeId);
    end = append(entry, end, id);
    end = append(entry, end, typeMember);
    end = append(entry, end, afterType);
    System.arraycopy(bytes, from, entry, end, to - from);
    return entry;
  }

  private static int append(byte[] entry, int at, byte[] part) {
    System.arraycopy(part, 0, entry, at, part.length);
    return at + part.length;
  }

  private static void member(ByteArrayOutputStream out, String name, @Nullable Object value) {
    if (value != null) {
      out.writeBytes(ascii(",\"" + name + "\":"));
      out.writeBytes(json(value));
    }
  }

  /** A JSON string. Nearly all ids need no escape, and do without Jackson. */
  private static byte[] string(String text) {
    byte[] quoted = new byte[text.length() + 2];
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~' || c == '"' || c == '\\') {
        return json(text);
      }
      quoted[i + 1] = (byte) c;
    }
    quoted[0] = '"';
    quoted[quoted.length - 1] = '"';
    return quoted;
  }

  private static byte[] json(Object value) {
    try {
      return EventCodec.JSON.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e); // our own texts and trees: cannot fail
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
