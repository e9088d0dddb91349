package dev.segmentnovu.event.intake;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The offsets of an event in its body, and of the few members that validation needs; no tree is
 * built.
 */
public final class ScannedEvent {

  /** The members that validation needs. */
  public enum Member {
    TYPE("type"),
    USER_ID("userId"),
    ANONYMOUS_ID("anonymousId"),
    MESSAGE_ID("messageId"),
    GROUP_ID("groupId"),
    PREVIOUS_ID("previousId"),
    EVENT("event"),
    NAME("name"),
    CATEGORY("category"),
    PROPERTIES("properties"),
    TRAITS("traits"),
    CONTEXT("context"),
    INTEGRATIONS("integrations"),
    WRITE_KEY("writeKey");

    private static final Member[] ALL = values();

    private final String key;

    Member(String key) {
      this.key = key;
    }

    /** The name in JSON. */
    public String key() {
      return key;
    }

    /** The member whose value is at {@code cursor}; null for any other. */
    static @Nullable Member at(JsonCursor cursor) {
      for (Member member : ALL) {
        if (cursor.isNamed(member.key)) {
          return member;
        }
      }
      return null;
    }
  }

  /** A member's value: the offsets of a text between its quotes, or of any other value. */
  private static final class Value {
    final JsonKind kind;
    final int from;
    final int to;
    final boolean hasEscapes;

    /** Null until it is asked for. */
    @Nullable String text;

    Value(JsonKind kind, int from, int to, boolean hasEscapes) {
      this.kind = kind;
      this.from = from;
      this.to = to;
      this.hasEscapes = hasEscapes;
    }
  }

  private final byte[] body;
  private final int start;
  private int end;
  private final Map<Member, Value> members = new EnumMap<>(Member.class);
  private @Nullable Refusal fault;

  ScannedEvent(byte[] body, int start) {
    this.body = body;
    this.start = start;
  }

  /** Reads the value at {@code cursor}. The last of several members of one name counts. */
  void read(Member member, JsonCursor cursor) throws MalformedBodyException {
    int from = cursor.offset();
    JsonKind kind = cursor.value();
    members.put(
        member,
        kind == JsonKind.TEXT
            ? new Value(kind, cursor.textFrom(), cursor.textTo(), cursor.hasEscapesInText())
            : new Value(kind, from, cursor.offset(), false));
  }

  void endsAt(int offset) {
    end = offset;
  }

  /** Refuses the event whatever its members are; the first reason counts. */
  void refuse(Refusal reason) {
    if (fault == null) {
      fault = reason;
    }
  }

  /** Why the event is refused whatever its members are, or null. */
  @Nullable Refusal fault() {
    return fault;
  }

  /** Offset of the opening brace. */
  public int start() {
    return start;
  }

  /** Offset after the closing brace. */
  public int end() {
    return end;
  }

  /** Length of the event in bytes. */
  public int size() {
    return end - start;
  }

  /**
   * The kind of the member's value; null if it is absent or JSON null, which Segment treats alike.
   */
  @Nullable JsonKind kind(Member member) {
    Value value = members.get(member);
    return value == null || value.kind == JsonKind.NULL ? null : value.kind;
  }

  /** Whether the member is a string with escapes. */
  boolean hasEscapes(Member member) {
    Value value = members.get(member);
    return value != null && value.hasEscapes;
  }

  /**
   * The text of a member: a string, or an integer as it is written. Null for any other value and if
   * the member is absent.
   */
  public @Nullable String text(Member member) {
    Value value = members.get(member);
    if (value == null || (value.kind != JsonKind.TEXT && value.kind != JsonKind.INTEGER)) {
      return null;
    }
    if (value.text == null) {
      value.text = JsonText.decode(body, value.from, value.to, value.hasEscapes);
    }
    return value.text;
  }
}
