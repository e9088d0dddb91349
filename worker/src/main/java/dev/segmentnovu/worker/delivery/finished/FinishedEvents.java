package dev.segmentnovu.worker.delivery.finished;

import dev.segmentnovu.event.EventType;
import dev.segmentnovu.event.StoredEvent;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.FinishedEvent;
import dev.segmentnovu.queue.FinishedEvent.Outcome;
import dev.segmentnovu.queue.OrderingKey;
import dev.segmentnovu.worker.mapping.MappingResult.SkipReason;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes the records of finished events. */
public final class FinishedEvents {

  /** In place of the subscriber's id in a path. */
  private static final String FORGOTTEN = "/v2/subscribers/…";

  private FinishedEvents() {}

  /**
   * The record of an event that was delivered.
   *
   * @param name the name of a track call, else null
   * @param attempts attempts that failed with a definite response
   * @param call the last call; null if this claim made none
   * @param resumed whether an earlier claim made calls
   */
  public static FinishedEvent delivered(
      ClaimedUser user,
      StoredEvent event,
      @Nullable String name,
      int attempts,
      @Nullable LastCall call,
      boolean resumed) {
    Outcome outcome = call == null && !resumed ? Outcome.UNCHANGED : Outcome.DELIVERED;
    // after a delete nothing of the user is left, and so not here
    boolean forgets = event.type() == EventType.DELETE;
    return new FinishedEvent(
        forgets ? "" : OrderingKey.userId(user.orderingKey()),
        event.messageId(),
        event.receivedAt(),
        event.type().wireName(),
        name,
        outcome,
        null,
        call == null ? null : call.workflow(),
        call == null ? null : call.method(),
        call == null ? null : forgets ? FORGOTTEN : call.path(),
        call == null ? null : call.status(),
        call == null ? null : call.transactionId(),
        call == null ? attempts : attempts + 1);
  }

  /** The record of an event that was skipped. */
  public static FinishedEvent skipped(
      ClaimedUser user, StoredEvent event, @Nullable String name, SkipReason why) {
    return new FinishedEvent(
        OrderingKey.userId(user.orderingKey()),
        event.messageId(),
        event.receivedAt(),
        event.type().wireName(),
        name,
        Outcome.SKIPPED,
        why.name().toLowerCase(Locale.ROOT),
        null,
        null,
        null,
        null,
        null,
        0);
  }
}
