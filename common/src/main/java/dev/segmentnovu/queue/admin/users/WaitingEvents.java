package dev.segmentnovu.queue.admin.users;

import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.admin.EventField;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The events that wait, for operators. Safe for use from any thread. */
public interface WaitingEvents {

  /**
   * An event that waits.
   *
   * @param source the source's name
   * @param userId its user
   * @param entry as the queue stores it
   */
  record Entry(String source, String userId, byte[] entry) {}

  /**
   * Reads the last event of some users: of those who may be claimed last. They are often those who
   * sent last.
   *
   * @param source a configured source's name
   * @param limit so many of each shard at most
   * @return in no order; fails with {@link QueueUnavailableException} where Redis does not answer
   */
  CompletionStage<List<Entry>> latest(String source, int limit);

  /**
   * What a search found.
   *
   * @param entries at most one of each user
   * @param complete whether all lists were searched; false where there are too many, or enough
   *     events were found
   */
  record Found(List<Entry> entries, boolean complete) {

    public Found {
      entries = List.copyOf(entries);
    }
  }

  /**
   * Looks for events that have one of some fields, in the latest {@value #LATEST} events of each
   * user. There is no index of what events hold: some hundred thousand lists are read in some
   * seconds, in steps of 2 ms at most, and then the search ends.
   *
   * @param source a configured source's name
   * @param fields at least one; an event must have one of them
   * @param limit at most so many events, about
   * @return fails with {@link QueueUnavailableException} where Redis does not answer
   */
  CompletionStage<Found> search(String source, List<EventField> fields, int limit);

  /** The events of each user that a search looks at. */
  int LATEST = 20;
}
