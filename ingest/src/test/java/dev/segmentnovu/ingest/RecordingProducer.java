package dev.segmentnovu.ingest;

import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.StoredEvent;
import dev.segmentnovu.queue.EnqueueResult;
import dev.segmentnovu.queue.EventProducer;
import dev.segmentnovu.queue.NewEvent;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A queue that keeps what it is given and answers as the test says: what ingest does with each
 * answer is what is tested.
 */
final class RecordingProducer implements EventProducer {

  final List<NewEvent> events = new CopyOnWriteArrayList<>();
  volatile EnqueueResult result = new EnqueueResult.Accepted(0);

  @Override
  public CompletionStage<EnqueueResult> enqueue(String source, List<NewEvent> added) {
    events.addAll(added);
    return CompletableFuture.completedFuture(result);
  }

  StoredEvent stored(int index) {
    return EventCodec.decode(events.get(index).entry());
  }
}
