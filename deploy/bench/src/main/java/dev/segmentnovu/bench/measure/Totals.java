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
   * Adds a run that is over; returns whether something went wrong in it.
   *
   * @param sent as {@link LoadRun#json} says
   * @param came as {@link TraceMarks#json} says
   * @param leftOver accepted events without a mark that were not delivered
   */
  boolean add(JsonNode sent, JsonNode came, long leftOver) {
    long missing = sent.path("acceptedMarks").asLong() - came.path("delivered").asLong();
    // an event with a mark that still waits is in both
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
   * All of it. {@code lost} is what was accepted and not delivered; duplicates and strays (late
   * ones, of a run before) came more than once, and Novu would have recognised them; {@code
   * outOfOrder} as {@link OrderCheck} says.
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
