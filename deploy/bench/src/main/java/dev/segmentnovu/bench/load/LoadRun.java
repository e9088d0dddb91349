package dev.segmentnovu.bench.load;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.bench.plan.LoadPlan;
import dev.segmentnovu.bench.wire.HttpInput;
import dev.segmentnovu.bench.wire.WireConnection;
import dev.segmentnovu.event.EventCodec;
import java.io.IOException;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * One run of the load generator. With a rate, each request has a time at which it is due. If no
 * connection is free, the request is late and not left out, so that waiting for a slow server is
 * measured.
 */
public final class LoadRun {
  /** The first number of a lane without a request in flight. */
  private static final long NONE = Long.MAX_VALUE;

  private static final int SUCCESS_BYTES = "{\"success\":true}".length();

  private final LoadPlan plan;
  private final List<Lane> lanes = new ArrayList<>();
  private final Deque<Lane> free = new ArrayDeque<>();
  private final Latencies latencies = new Latencies();
  private final int eventsPerRequest;
  private final double microsPerRequest;
  private final long begin = TraceMark.now();
  private boolean stopped;
  private long requests;
  private long accepted;
  private long acceptedMarks;
  private long refused;
  private long failed;

  /** A connection, and its request in flight. */
  static final class Lane {
    private final WireConnection connection;
    private final List<OutgoingRequest> requests;
    private long due;
    private long first = NONE;
    private boolean marked;

    private Lane(WireConnection connection, List<OutgoingRequest> requests) {
      this.connection = connection;
      this.requests = requests;
    }
  }

  /** Connects, and is ready to send. */
  LoadRun(LoadPlan plan, Selector selector) throws IOException {
    this.plan = plan;
    eventsPerRequest = plan.scenario().eventsPerRequest(plan.payload());
    microsPerRequest = plan.rate() <= 0 ? 0 : 1e6 * eventsPerRequest / plan.rate();
    for (int i = 0; i < plan.connections(); i++) {
      var lane =
          new Lane(
              WireConnection.to(selector, plan.port()),
              OutgoingRequest.of(plan.scenario(), plan.payload()));
      lanes.add(lane);
      free.add(lane);
    }
  }

  /**
   * Sends the requests that are due.
   *
   * @param marksDelivered how many marks of this run have reached Novu
   * @return the microseconds until the next is due, at least 0, or a long time
   */
  long sendDue(long marksDelivered) throws IOException {
    while (!stopped) {
      if (plan.most() > 0 && requests * eventsPerRequest >= plan.most()) {
        stop();
        break;
      }
      long now = TraceMark.now();
      long due = microsPerRequest == 0 ? now : begin + (long) (requests * microsPerRequest);
      if (due > now) {
        return due - now;
      }
      if (free.isEmpty() || isFull(marksDelivered)) {
        break;
      }
      send(free.remove(), due);
    }
    return Long.MAX_VALUE;
  }

  private boolean isFull(long marksDelivered) {
    // requests in flight count as if they were accepted, so they cannot exceed the bound
    return plan.backlog() > 0
        && requests * eventsPerRequest
                - refused
                - failed
                - plan.scenario().delivered(marksDelivered)
                + eventsPerRequest
            > plan.backlog();
  }

  private void send(Lane lane, long due) throws IOException {
    OutgoingRequest request = lane.requests.get((int) (requests % lane.requests.size()));
    lane.due = due;
    lane.first = requests * eventsPerRequest;
    lane.marked = plan.scenario().isMarked(requests);
    requests++;
    lane.connection.send(
        request.fill(due, plan.run(), lane.first, firstWithoutResponse(), plan.users()));
  }

  /** The lowest number in flight; all events below it have a response. */
  private long firstWithoutResponse() {
    long lowest = NONE;
    for (Lane lane : lanes) {
      lowest = Math.min(lowest, lane.first);
    }
    return lowest;
  }

  /** Handles a connection that is ready. Ignores connections of the previous run. */
  void ready(WireConnection connection) throws IOException {
    for (Lane lane : lanes) {
      if (lane.connection == connection) {
        ready(lane);
        return;
      }
    }
  }

  private void ready(Lane lane) throws IOException {
    if (!lane.connection.ready()) {
      return;
    }
    HttpInput response = lane.connection.message();
    int status = response.status();
    if (status == 200 && response.bodyEnd() - response.bodyStart() == SUCCESS_BYTES) {
      accepted += eventsPerRequest;
      acceptedMarks += lane.marked ? eventsPerRequest : 0;
      latencies.add(lane.due, TraceMark.now(), eventsPerRequest);
    } else if (status == 429 || status == 503) {
      refused += eventsPerRequest;
    } else {
      if (failed == 0) {
        System.err.println("The first request that failed was answered: " + response.text());
      }
      failed += eventsPerRequest;
    }
    lane.connection.taken();
    lane.first = NONE;
    free.add(lane);
    closeIfOver();
  }

  /** Sends no more. */
  void stop() {
    stopped = true;
    closeIfOver();
  }

  /** A server closes a connection that is idle for long, which would look like a failure. */
  private void closeIfOver() {
    if (isOver()) {
      close();
    }
  }

  /** Whether the run sends nothing more, and all requests have a response. */
  boolean isOver() {
    return stopped && free.size() == lanes.size();
  }

  /** Forgets the latencies. */
  void clear() {
    latencies.clear();
  }

  void close() {
    lanes.forEach(lane -> lane.connection.close());
  }

  /** The number of events by response, and the time from when an event is due to its response. */
  ObjectNode json() {
    ObjectNode json =
        EventCodec.JSON
            .createObjectNode()
            .put("accepted", accepted)
            .put("acceptedMarks", acceptedMarks)
            .put("refused", refused)
            .put("failed", failed)
            .put("over", isOver());
    json.set("latency", latencies.json());
    return json;
  }
}
