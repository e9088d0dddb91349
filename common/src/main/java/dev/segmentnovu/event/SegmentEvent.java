package dev.segmentnovu.event;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One call of Segment's specification, complete: it contains the {@code context} and {@code
 * integrations} of its batch. Do not change the trees.
 */
public sealed interface SegmentEvent {

  /** The members that all calls have. */
  Common common();

  /** Which call this is. */
  EventType type();

  /** The user of {@link #common}. */
  default String userId() {
    return common().userId();
  }

  /**
   * The members that all calls have.
   *
   * @param messageId never empty
   * @param door the entry point that it came through
   * @param userId never empty, and without blanks at its ends; the {@code anonymousId} where the
   *     source delivers anonymous users and the event names no other
   * @param timestamp when it happened, corrected for the error of the client's clock as Segment
   *     does; when it was received, if the client states no time that can be read
   * @param timestampUnreadable whether the client states a time that cannot be read
   * @param receivedAt when ingest received it
   * @param context never null; empty where there is none
   * @param integrations never null; empty where there is none
   * @param whole the event with all its members as received, and complete: its ids as texts without
   *     blanks at their ends, {@code userId} also for an anonymous user, {@code type}, {@code
   *     messageId}, the batch's members, and {@code timestamp}, {@code originalTimestamp}, {@code
   *     sentAt} and {@code receivedAt} as Segment's webhooks have them
   */
  record Common(
      String messageId,
      EntryPoint door,
      String userId,
      Instant timestamp,
      boolean timestampUnreadable,
      Instant receivedAt,
      ObjectNode context,
      ObjectNode integrations,
      ObjectNode whole) {

    /**
     * Whether the event is meant for {@code destination}: {@code integrations.<name>} decides, else
     * for an SDK's event {@code integrations.All}, else yes. Names are case-sensitive, and an
     * object counts as true (Segment's specification, "Common fields"). {@code All} does not decide
     * for a webhook: Segment applied it before it sent the event, under names that it knows.
     */
    public boolean isMeantFor(String destination) {
      var decides = integrations.get(destination);
      if (decides == null && door == EntryPoint.TRACKING) {
        decides = integrations.get("All");
      }
      return decides == null || !decides.isBoolean() || decides.booleanValue();
    }
  }

  /** Who the user is. {@code traits} is empty where the call has none. */
  record Identify(Common common, ObjectNode traits) implements SegmentEvent {
    @Override
    public EventType type() {
      return EventType.IDENTIFY;
    }
  }

  /**
   * What the user did. {@code properties} is empty where the call has none; {@code event} never is.
   */
  record Track(Common common, String event, ObjectNode properties) implements SegmentEvent {
    @Override
    public EventType type() {
      return EventType.TRACK;
    }
  }

  /** Which group the user belongs to. {@code groupId} is never empty. */
  record Group(Common common, String groupId, ObjectNode traits) implements SegmentEvent {
    @Override
    public EventType type() {
      return EventType.GROUP;
    }
  }

  /** A page seen. */
  record Page(Common common, @Nullable String name, ObjectNode properties) implements SegmentEvent {
    @Override
    public EventType type() {
      return EventType.PAGE;
    }
  }

  /** A screen of an app seen. */
  record Screen(Common common, @Nullable String name, ObjectNode properties)
      implements SegmentEvent {
    @Override
    public EventType type() {
      return EventType.SCREEN;
    }
  }

  /** The user formerly known as {@code previousId}, which is never empty. */
  record Alias(Common common, String previousId) implements SegmentEvent {
    @Override
    public EventType type() {
      return EventType.ALIAS;
    }
  }

  /** A request to forget the user. */
  record Delete(Common common) implements SegmentEvent {
    @Override
    public EventType type() {
      return EventType.DELETE;
    }
  }
}
