package dev.segmentnovu.queue.jobs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.queue.admin.DeadLetters.Filter;
import dev.segmentnovu.queue.admin.DeadLetters.Position;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a job does, and with which dead letters.
 *
 * @param action what is done with each dead letter
 * @param filter which dead letters; frozen: its {@code until} is the start of the job or earlier
 * @param sources the sources of these dead letters, as they were at the start
 * @param position where a replayed event goes in its user's list
 * @param mapping what a replayed event is sent as
 * @param force whether a replayed event is sent even if a rule's {@code maxAge} has passed
 * @param edit a JSON merge patch (RFC 7386) of each replayed event; null for none
 * @param ratePerSecond dead letters per second at most, at least 1
 */
public record JobOrder(
    Action action,
    Filter filter,
    List<String> sources,
    Position position,
    Mapping mapping,
    boolean force,
    @Nullable ObjectNode edit,
    int ratePerSecond) {

  public JobOrder {
    sources = List.copyOf(sources);
  }

  /** What a job does with a dead letter. */
  public enum Action {
    /** Puts its event back into its user's list. */
    REPLAY,
    /** Deletes it for good. */
    DISCARD,
    /** Lets it be read as one line of a file; changes nothing. */
    EXPORT
  }

  /** What a replayed event is sent as. */
  public enum Mapping {
    /** As the rules make of it when a worker delivers it. */
    CURRENT,
    /**
     * The trigger that failed is sent again as it was, whatever the rules make of the event now.
     */
    STORED
  }
}
