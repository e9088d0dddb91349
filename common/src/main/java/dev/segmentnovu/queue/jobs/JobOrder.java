package dev.segmentnovu.queue.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.queue.admin.DeadLetters.Filter;
import dev.segmentnovu.queue.admin.DeadLetters.Position;
import dev.segmentnovu.queue.history.failure.MessagePattern;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a job does, and with which dead letters.
 *
 * @param action what is done with each dead letter
 * @param filter which dead letters; frozen: its {@code until} is the start of the job or earlier.
 *     {@link #NOTHING} where the ids say which
 * @param sources the sources of these dead letters, as they were at the start
 * @param position where a replayed event goes in its user's list
 * @param mapping what a replayed event is sent as
 * @param force whether a replayed event is sent even if a rule's {@code maxAge} has passed
 * @param edit a JSON merge patch (RFC 7386) of each replayed event; null for none
 * @param ratePerSecond dead letters per second at most, at least 1
 * @param ids of the dead letters, in the order in which they are handled, at most {@link
 *     #MOST_IDS}; empty where the filter says which
 */
public record JobOrder(
    Action action,
    Filter filter,
    List<String> sources,
    Position position,
    Mapping mapping,
    boolean force,
    @Nullable ObjectNode edit,
    int ratePerSecond,
    List<String> ids) {

  /** A job has so many ids at most. */
  public static final int MOST_IDS = 1000;

  /**
   * The filter of a job with ids. It selects nothing, so that a process of an older version, which
   * does not know ids, acts on nothing.
   */
  public static final Filter NOTHING = new Filter(null, null, null, null, null, Instant.EPOCH);

  /** What stands in the place of a forgotten value. */
  private static final String FORGOTTEN = "(forgotten)";

  public JobOrder {
    sources = List.copyOf(sources);
    ids = List.copyOf(ids);
  }

  /** What a job does with the dead letters that match a filter. */
  public JobOrder(
      Action action,
      Filter filter,
      List<String> sources,
      Position position,
      Mapping mapping,
      boolean force,
      @Nullable ObjectNode edit,
      int ratePerSecond) {
    this(action, filter, sources, position, mapping, force, edit, ratePerSecond, List.of());
  }

  /** Whether the ids say which dead letters, and not the filter. */
  public boolean hasIds() {
    return !ids.isEmpty();
  }

  /** The source of all these dead letters; null if they may have several. */
  public @Nullable String source() {
    return hasIds() && sources.size() == 1 ? sources.get(0) : filter.source();
  }

  /** The same with the ids in another order. */
  public JobOrder withIds(List<String> sorted) {
    return new JobOrder(
        action, filter, sources, position, mapping, force, edit, ratePerSecond, sorted);
  }

  /** Whether the filter or the edit names a user. */
  public boolean names(String userId) {
    return userId.equals(filter.userId())
        || (filter.text() != null && MessagePattern.names(filter.text(), userId))
        || filter.fields().stream().anyMatch(each -> MessagePattern.names(each.value(), userId))
        || (edit != null && names(edit, userId));
  }

  private static boolean names(JsonNode json, String userId) {
    if (json.isTextual()) {
      return MessagePattern.names(json.textValue(), userId);
    }
    for (JsonNode each : json) {
      if (names(each, userId)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The same without all that may tell who the user is. It is for reading: it selects nothing. Ids
   * of dead letters tell nothing, and stay.
   */
  public JobOrder withoutUser() {
    var anonymous =
        new Filter(
            filter.source(),
            filter.reason(),
            FORGOTTEN,
            filter.event(),
            filter.since(),
            filter.until(),
            filter.messageId() == null ? null : FORGOTTEN,
            filter.workflow(),
            filter.status(),
            filter.text() == null ? null : FORGOTTEN);
    return new JobOrder(
        action,
        anonymous,
        sources,
        position,
        mapping,
        force,
        edit == null ? null : edit.objectNode(),
        ratePerSecond,
        ids);
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
