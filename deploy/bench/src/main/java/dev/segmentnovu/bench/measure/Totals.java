package dev.segmentnovu.bench.measure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.bench.load.LoadRun;
import dev.segmentnovu.bench.load.OrderCheck;
import dev.segmentnovu.bench.load.TraceMarks;
import dev.segmentnovu.event.EventCodec;

/** What became of all events of a scenario, over all its runs. */
final class Totals {
  private long accepted;
  private long lost;
  private long duplicates;
  private long strays;
  private long outOfOrder;
  private long refused;
  private long failed;

  /**
   * Adds a finished run. Returns whether something went wrong in it.
   *
   * @param sent from {@link LoadRun#json}
   * @param came from {@link TraceMarks#json}
   * @param leftOver accepted events without a mark that were not delivered
   */
  boolean add(JsonNode sent, JsonNode came, long leftOver) {
    long missing = sent.path("acceptedMarks").asLong() - came.path("delivered").asLong();
    // both contain an event with a mark that still waits
    long lostNow = Math.max(missing, leftOver);
    accepted += sent.path("accepted").asLong();
    refused += sent.path("refused").asLong();
    failed += sent.path("failed").asLong();
    lost += lostNow;
    duplicates += came.path("duplicates").asLong();
    strays += came.path("strays").asLong();
    outOfOrder += came.path("outOfOrder").asLong();
    return sent.path("failed").asLong() > 0 || came.path("outOfOrder").asLong() > 0 || lostNow != 0;
  }

  /**
   * All figures. {@code lost} counts accepted events that were not delivered. Duplicates and strays
   * (late events of an earlier run) arrived more than once, and Novu would have recognised them.
   * {@code outOfOrder} is the count of {@link OrderCheck}.
   */
  ObjectNode json() {
    return EventCodec.JSON
        .createObjectNode()
        .put("accepted", accepted)
        .put("delivered", accepted - lost)
        .put("lost", lost)
        .put("duplicates", duplicates + strays)
        .put("outOfOrder", outOfOrder)
        .put("refused", refused)
        .put("failed", failed);
  }
}
