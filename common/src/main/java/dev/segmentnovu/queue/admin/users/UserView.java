package dev.segmentnovu.queue.admin.users;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a user stands in the queue.
 *
 * @param state what happens to the user's events now
 * @param waiting how many events wait
 * @param events the first of them, in their order
 * @param head the attempts and the last error of the first event
 * @param nextTryAt when the first is tried again; null unless the user is {@link State#RETRYING}
 */
public record UserView(
    State state,
    long waiting,
    List<WaitingEvent> events,
    HeadState head,
    @Nullable Instant nextTryAt) {

  /** What happens to a user's events. */
  public enum State {
    /** No event waits. */
    IDLE,
    /** The next worker with room delivers the first event. */
    DUE,
    /** A worker holds the user. */
    CLAIMED,
    /** The first event failed, and is tried again later. */
    RETRYING,
    /** An operator holds the events; a delivery under way is finished. */
    PARKED;

    /** The name in JSON. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public UserView {
    events = List.copyOf(events);
  }
}
