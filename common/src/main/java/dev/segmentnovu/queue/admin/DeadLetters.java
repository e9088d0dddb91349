package dev.segmentnovu.queue.admin;

import dev.segmentnovu.queue.DeadLetter;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The dead letters of some sources, for their operators. Each stage fails with {@link
 * QueueUnavailableException} where Redis does not answer. Safe for use from any thread.
 */
public interface DeadLetters {

  /**
   * Where a dead letter is; its id says so. The rest of an id is random, and tells nothing of the
   * user.
   *
   * @param source the name of its source
   * @param shard of that source, at least 0; the queue may have fewer
   */
  record Id(String source, int shard) {

    private static final Pattern FORM = Pattern.compile("([a-z0-9_-]+)\\.(\\d{1,6})\\.[a-z0-9]+");

    /** An id has so many characters at most. */
    private static final int MOST_CHARS = 200;

    /** Reads an id; empty if {@code text} is none. */
    public static Optional<Id> parse(String text) {
      Matcher parts = FORM.matcher(text);
      return text.length() <= MOST_CHARS && parts.matches()
          ? Optional.of(new Id(parts.group(1), Integer.parseInt(parts.group(2))))
          : Optional.empty();
    }
  }

  /**
   * Selects dead letters; a null matches all.
   *
   * @param source the source's name
   * @param reason the code of the reason
   * @param userId the user
   * @param event a track call's event name
   * @param since only those that died at this time or later
   * @param until only those that died before
   * @param messageId the event's own id
   * @param workflow the workflow whose trigger failed
   * @param status Novu's HTTP status; {@link #NO_STATUS} for those without a response
   * @param text what the message contains; the letters A to Z match in upper and lower case
   * @param fields what the event itself holds; all must match
   */
  record Filter(
      @Nullable String source,
      @Nullable String reason,
      @Nullable String userId,
      @Nullable String event,
      @Nullable Instant since,
      @Nullable Instant until,
      @Nullable String messageId,
      @Nullable String workflow,
      @Nullable Integer status,
      @Nullable String text,
      List<EventField> fields) {

    public Filter {
      fields = List.copyOf(fields);
    }

    /** The {@link #status()} that selects the dead letters without a response of Novu. */
    public static final int NO_STATUS = 0;

    /** A filter by all but the event's fields. */
    public Filter(
        @Nullable String source,
        @Nullable String reason,
        @Nullable String userId,
        @Nullable String event,
        @Nullable Instant since,
        @Nullable Instant until,
        @Nullable String messageId,
        @Nullable String workflow,
        @Nullable Integer status,
        @Nullable String text) {
      this(
          source, reason, userId, event, since, until, messageId, workflow, status, text,
          List.of());
    }

    /** A filter by the first six. */
    public Filter(
        @Nullable String source,
        @Nullable String reason,
        @Nullable String userId,
        @Nullable String event,
        @Nullable Instant since,
        @Nullable Instant until) {
      this(source, reason, userId, event, since, until, null, null, null, null);
    }

    /** The same for another period. */
    public Filter within(@Nullable Instant since, @Nullable Instant until) {
      return new Filter(
          source, reason, userId, event, since, until, messageId, workflow, status, text, fields);
    }
  }

  /**
   * How many dead letters match, by the values of their members.
   *
   * @param total how many match
   */
  record Facets(long total, Facet reason, Facet workflow, Facet status, Facet event) {}

  /**
   * The values of one member.
   *
   * @param values the most frequent first, at most {@link #MOST_VALUES}
   * @param other how many dead letters have another value
   */
  record Facet(List<ValueCount> values, long other) {

    /** A facet has so many values at most. */
    public static final int MOST_VALUES = 20;

    private static final Comparator<ValueCount> MOST_FREQUENT_FIRST =
        Comparator.comparingLong(ValueCount::count)
            .reversed()
            .thenComparing(ValueCount::value, Comparator.nullsLast(Comparator.naturalOrder()));

    public Facet {
      values = List.copyOf(values);
    }

    /**
     * The facet of all counts.
     *
     * @param counts how many dead letters have each value; null for those without one
     * @param other how many more have a value that is not counted
     */
    public static Facet of(Map<@Nullable String, Long> counts, long other) {
      List<ValueCount> all =
          counts.entrySet().stream()
              .map(each -> new ValueCount(each.getKey(), each.getValue()))
              .sorted(MOST_FREQUENT_FIRST)
              .toList();
      int shown = Math.min(MOST_VALUES, all.size());
      long rest = all.subList(shown, all.size()).stream().mapToLong(ValueCount::count).sum();
      return new Facet(all.subList(0, shown), other + rest);
    }
  }

  /**
   * How many dead letters have a value.
   *
   * @param value null for those without one; a status is written as digits
   */
  record ValueCount(@Nullable String value, long count) {}

  /**
   * A page of dead letters, newest first.
   *
   * @param items without {@link DeadLetter#details()} (an empty object)
   * @param next the cursor of the next page; null at the end
   * @param total how many dead letters match the filter
   */
  record Page(List<DeadLetter> items, @Nullable String next, long total) {}

  /**
   * A dead letter in full.
   *
   * @param deadLetter with its details
   * @param entry the event as the queue stored it
   */
  record Whole(DeadLetter deadLetter, byte[] entry) {}

  /** Where a replayed event goes in its user's list. */
  enum Position {
    /** Behind all events that wait. */
    TAIL,
    /** Before all events that wait: it is the user's next event. */
    HEAD
  }

  /** The outcome of a replay. */
  enum ReplayResult {
    /** The event is back in its user's list. */
    REPLAYED,
    /** There is no such dead letter; another operator may have replayed or deleted it. */
    GONE,
    /**
     * The user's present head is being delivered, so no other event can become the head. Try again
     * shortly.
     */
    BUSY
  }

  /**
   * Lists dead letters.
   *
   * @param cursor {@link Page#next()} of the page before; null for the first page
   * @param limit at most so many, 1 to 1000
   * @return fails with {@link IllegalArgumentException} if this list did not return {@code cursor}
   */
  CompletionStage<Page> list(Filter filter, @Nullable String cursor, int limit);

  /**
   * Counts the dead letters that match, also by the values of some of their members.
   *
   * @return fails with {@link QueueUnavailableException}
   */
  CompletionStage<Facets> facets(Filter filter);

  /** Reads a dead letter in full; empty if there is none of that id. */
  CompletionStage<Optional<Whole>> find(String id);

  /**
   * Moves a dead letter back into its user's list, in one step.
   *
   * @param entry what to put back: the entry as found, or an edited one
   */
  CompletionStage<ReplayResult> replay(String id, Position position, byte[] entry);

  /** Deletes a dead letter for good. False if there is none of that id. */
  CompletionStage<Boolean> delete(String id);

  /**
   * Evicts the oldest dead letters until their age, number and bytes keep their bounds. A
   * settlement with a dead letter does the same; this is for the time in which there are none.
   *
   * @return how many were evicted
   */
  CompletionStage<Long> trim();
}
