package dev.segmentnovu.queue;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** The end of the queue that ingest holds. Safe for use from any thread. */
public interface EventProducer {

  /**
   * Appends each event to its user's list, in the order given. All or nothing for the caller: only
   * {@link EnqueueResult.Accepted} means that every event is durable.
   *
   * @param source a configured source's name
   * @param events at least one; any number of users
   * @return completed with a value, never exceptionally, on a thread of the Redis client
   */
  CompletionStage<EnqueueResult> enqueue(String source, List<NewEvent> events);
}
