package dev.segmentnovu.queue;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** What ingest does with the queue. Safe for use from any thread. */
public interface EventProducer {

  /**
   * Appends each event to its user's list, in the order given. Only {@link EnqueueResult.Accepted}
   * means that every event is durable; after another result the caller sends all events again.
   *
   * @param source a configured source's name
   * @param events at least one; any number of users
   * @return never fails; completed on a thread of the Redis client
   */
  CompletionStage<EnqueueResult> enqueue(String source, List<NewEvent> events);
}
