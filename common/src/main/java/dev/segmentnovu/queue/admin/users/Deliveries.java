package dev.segmentnovu.queue.admin.users;

import dev.segmentnovu.queue.FinishedEvent;
import dev.segmentnovu.queue.FinishedEvent.Outcome;
import dev.segmentnovu.queue.QueueUnavailableException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The latest events that were delivered or skipped, as far as the queue remembers them. Safe for
 * use from any thread.
 */
public interface Deliveries {

  /**
   * A finished event.
   *
   * @param at when it was settled
   * @param source the source's name
   */
  record Delivery(Instant at, String source, FinishedEvent event) {}

  /** Selects deliveries; a null matches all. */
  record Filter(
      @Nullable String source,
      @Nullable String userId,
      @Nullable String messageId,
      @Nullable Outcome outcome) {}

  /**
   * A page of deliveries, newest first.
   *
   * @param next the cursor of the next page; null at the end
   * @param knownSince all events of these sources that were finished later are remembered; null if
   *     none is remembered
   */
  record Page(List<Delivery> items, @Nullable String next, @Nullable Instant knownSince) {}

  /**
   * Lists deliveries.
   *
   * @param cursor {@link Page#next()} of the page before; null for the first page
   * @param limit at most so many, 1 to 1000
   * @return fails with {@link IllegalArgumentException} if this list did not return {@code cursor},
   *     and with {@link QueueUnavailableException} where Redis does not answer
   */
  CompletionStage<Page> list(Filter filter, @Nullable String cursor, int limit);
}
