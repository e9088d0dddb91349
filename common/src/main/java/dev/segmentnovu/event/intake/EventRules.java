package dev.segmentnovu.event.intake;

import dev.segmentnovu.event.EventType;
import dev.segmentnovu.event.Ids;
import dev.segmentnovu.event.intake.ScannedEvent.Member;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Checks whether an event is valid; the codes are Segment's own discard codes. Pure. */
public final class EventRules {

  private static final int MAX_MESSAGE_ID = 100;

  private static final List<Member> IDS =
      List.of(
          Member.USER_ID,
          Member.ANONYMOUS_ID,
          Member.GROUP_ID,
          Member.PREVIOUS_ID,
          Member.MESSAGE_ID);

  /** Why a source that refuses anonymous users refuses an event that is valid otherwise. */
  public static final Refusal ANONYMOUS_USER =
      Refusal.of(
          "anonymous_user",
          "userId is required: this source is configured to refuse anonymous users");

  private EventRules() {}

  /** The outcome of a check. */
  public sealed interface Result {

    /**
     * Returns what the function of this case returns. A caller states one function for each case,
     * so it does not compile until it handles a new case.
     */
    <R> R match(Function<Valid, R> valid, Function<Invalid, R> invalid);

    /**
     * The event can be enqueued.
     *
     * @param userId never blank; that of the anonymous user where {@code anonymous}
     * @param messageId null where the client gave none
     * @param anonymous whether the event has no {@code userId}; the source's configuration says
     *     what happens to it
     */
    record Valid(EventType type, String userId, @Nullable String messageId, boolean anonymous)
        implements Result {
      @Override
      public <R> R match(Function<Valid, R> valid, Function<Invalid, R> invalid) {
        return valid.apply(this);
      }

      /** An event of a known user. */
      public Valid(EventType type, String userId, @Nullable String messageId) {
        this(type, userId, messageId, false);
      }
    }

    /** The event is not valid. */
    record Invalid(Refusal refusal) implements Result {
      @Override
      public <R> R match(Function<Valid, R> valid, Function<Invalid, R> invalid) {
        return invalid.apply(this);
      }
    }
  }

  /**
   * Checks an event.
   *
   * @param route the call that the path of the request states; null if the event states it
   * @param maxBytes the size of the largest event
   */
  public static Result check(ScannedEvent event, @Nullable EventType route, int maxBytes) {
    if (event.size() > maxBytes) {
      return invalid(
          "bad_request",
          "The event has " + event.size() + " bytes; at most " + maxBytes + " are accepted");
    }
    Refusal fault = event.fault();
    if (fault != null) {
      return new Result.Invalid(fault);
    }
    String wireName = event.text(Member.TYPE);
    if (event.kind(Member.TYPE) == null && route == null) {
      return invalid(
          "bad_request", "type is required: identify, track, group, page, screen, alias or delete");
    }
    Optional<EventType> named = wireName == null ? Optional.empty() : EventType.of(wireName);
    if (event.kind(Member.TYPE) != null && named.isEmpty()) {
      return invalid(
          "bad_request",
          "type must be one of identify, track, group, page, screen, alias and delete");
    }
    if (route != null && named.isPresent() && named.get() != route) {
      return invalid(
          "bad_request",
          "The event is of type "
              + named.get().wireName()
              + " but was sent as "
              + route.wireName());
    }
    EventType type = named.isPresent() ? named.get() : route;
    if (type == null) {
      throw new IllegalStateException("Either the event or the route names a type");
    }
    Refusal refusal = ids(event);
    if (refusal == null) {
      refusal = members(event, type);
    }
    if (refusal != null) {
      return new Result.Invalid(refusal);
    }
    String userId = id(event, Member.USER_ID);
    boolean anonymous = userId == null;
    String user = anonymous ? id(event, Member.ANONYMOUS_ID) : userId;
    String messageId = event.text(Member.MESSAGE_ID);
    return new Result.Valid(
        type, user == null ? "" : user, isBlank(messageId) ? null : messageId, anonymous);
  }

  /**
   * Why an event is too large together with what its batch shares; null if it is not too large.
   *
   * @param sharedBytes size of the batch's {@code context} and {@code integrations}, which are
   *     stored with each event
   * @param maxBytes largest event
   */
  public static @Nullable Refusal sharedTooLarge(
      ScannedEvent event, int sharedBytes, int maxBytes) {
    return event.size() + sharedBytes <= maxBytes
        ? null
        : Refusal.badRequest(
            "The event has "
                + event.size()
                + " bytes, and the batch's context and integrations, which are stored with each"
                + " event, have "
                + sharedBytes
                + "; at most "
                + maxBytes
                + " are accepted. Send a smaller context");
  }

  private static @Nullable Refusal ids(ScannedEvent event) {
    for (Member id : IDS) {
      JsonKind kind = event.kind(id);
      if (kind != null && kind != JsonKind.TEXT && kind != JsonKind.INTEGER) {
        return Refusal.of("id_not_string", id.key() + " must be a string or an integer");
      }
      // In other members half a pair stays the escape that it was, because SDKs cut texts in the
      // middle of an emoji. UTF-8 has no bytes for half a pair, so only an escape can contain one.
      if (event.hasEscapes(id) && Ids.hasLoneSurrogate(String.valueOf(event.text(id)))) {
        return Refusal.badRequest(
            id.key() + " has half of a surrogate pair; send whole characters");
      }
    }
    String messageId = event.text(Member.MESSAGE_ID);
    if (messageId != null && messageId.length() > MAX_MESSAGE_ID) {
      return Refusal.badRequest("messageId must have at most " + MAX_MESSAGE_ID + " characters");
    }
    if (id(event, Member.USER_ID) == null && id(event, Member.ANONYMOUS_ID) == null) {
      return Refusal.of("no_user_anon_id", "userId or anonymousId is required");
    }
    return null;
  }

  private static @Nullable Refusal members(ScannedEvent event, EventType type) {
    return switch (type) {
      case TRACK -> {
        JsonKind name = event.kind(Member.EVENT);
        if (name == null || (name == JsonKind.TEXT && isBlank(event.text(Member.EVENT)))) {
          yield Refusal.of("event_not_defined", "event, the name of what happened, is required");
        }
        yield name == JsonKind.TEXT
            ? object(event, Member.PROPERTIES, "properties_not_object")
            : Refusal.of("event_not_string", "event must be a string");
      }
      case IDENTIFY -> object(event, Member.TRAITS, "traits_not_object");
      case GROUP ->
          id(event, Member.GROUP_ID) == null
              ? Refusal.of("id_required", "groupId is required")
              : object(event, Member.TRAITS, "traits_not_object");
      case PAGE, SCREEN -> {
        Refusal refusal = string(event, Member.NAME, "name_not_string");
        if (refusal == null) {
          refusal = string(event, Member.CATEGORY, "category_not_string");
        }
        yield refusal == null ? object(event, Member.PROPERTIES, "properties_not_object") : refusal;
      }
      case ALIAS ->
          id(event, Member.PREVIOUS_ID) == null
              ? Refusal.of("id_required", "previousId is required")
              : null;
      case DELETE -> null;
    };
  }

  private static @Nullable Refusal object(ScannedEvent event, Member member, String code) {
    JsonKind kind = event.kind(member);
    return kind == null || kind == JsonKind.OBJECT
        ? null
        : Refusal.of(code, member.key() + " must be an object");
  }

  private static @Nullable Refusal string(ScannedEvent event, Member member, String code) {
    JsonKind kind = event.kind(member);
    return kind == null || kind == JsonKind.TEXT
        ? null
        : Refusal.of(code, member.key() + " must be a string");
  }

  /** The id without blanks at its ends; null if it is absent or has only blanks. */
  private static @Nullable String id(ScannedEvent event, Member member) {
    String text = event.text(member);
    String id = text == null ? "" : Ids.trim(text);
    return id.isEmpty() ? null : id;
  }

  private static boolean isBlank(@Nullable String text) {
    return text == null || text.isBlank();
  }

  private static Result invalid(String code, String message) {
    return new Result.Invalid(Refusal.of(code, message));
  }
}
