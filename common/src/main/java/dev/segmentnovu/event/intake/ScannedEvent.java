package dev.segmentnovu.event.intake;

import com.fasterxml.jackson.core.JsonToken;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an event without building its tree: where its bytes are, and the few members
 * that validation takes.
 */
public final class ScannedEvent {

  /** The members looked at. */
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

    private static final Map<String, Member> BY_KEY =
        Arrays.stream(values()).collect(Collectors.toMap(Member::key, member -> member));

    private final String key;

    Member(String key) {
      this.key = key;
    }

    /** The name in JSON. */
    public String key() {
      return key;
    }

    static @Nullable Member of(String key) {
      return BY_KEY.get(key);
    }
  }

  /** A member's kind, and its text if it is one. */
  public record Value(JsonToken kind, @Nullable String text) {}

  private final Map<Member, Value> members = new EnumMap<>(Member.class);
  private final int start;
  private int end;

  ScannedEvent(int start) {
    this.start = start;
  }

  /** The last of several members of one name counts, as in a tree. */
  void put(Member member, JsonToken kind, @Nullable String text) {
    members.put(member, new Value(kind, text));
  }

  void endsAt(int offset) {
    end = offset;
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

  /** The member; null where it is absent or JSON null, which mean the same at Segment. */
  public @Nullable Value get(Member member) {
    Value value = members.get(member);
    return value == null || value.kind() == JsonToken.VALUE_NULL ? null : value;
  }

  /** The member's text; null where it is absent, null or no text. */
  public @Nullable String text(Member member) {
    Value value = get(member);
    return value == null ? null : value.text();
  }
}
