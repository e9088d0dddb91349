package dev.segmentnovu.bench.load;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import java.util.BitSet;

/** The events of a run that have reached the fake Novu. For use on one thread only. */
public final class TraceMarks {
  private final BitSet seen = new BitSet();
  private final Latencies latencies = new Latencies();
  private OrderCheck order = new OrderCheck(1);
  private int run;
  private long requests;
  private long delivered;
  private long duplicates;
  private long strays;
  private long outOfOrder;

  /** Begins a run, of which no event has arrived. */
  public void begin(int number, int users) {
    run = number;
    order = new OrderCheck(users);
    seen.clear();
    latencies.clear();
    requests = 0;
    delivered = 0;
    duplicates = 0;
    strays = 0;
    outOfOrder = 0;
  }

  /** Forgets the latencies. */
  public void clear() {
    latencies.clear();
  }

  /** Counts a request to Novu. */
  public void request() {
    requests++;
  }

  /** Counts the event whose mark begins at {@code at}. */
  public void add(byte[] bytes, int at, long now) {
    int number = (int) TraceMark.number(bytes, at);
    if (TraceMark.run(bytes, at) != run || number < 0) {
      strays++;
    } else if (seen.get(number)) {
      duplicates++;
    } else {
      seen.set(number);
      delivered++;
      outOfOrder += order.isLate(number, (int) TraceMark.settled(bytes, at)) ? 1 : 0;
      latencies.add(TraceMark.micros(bytes, at), now, 1);
    }
  }

  /** The number of events that have arrived. */
  public long delivered() {
    return delivered;
  }

  /**
   * All figures. Strays are events of earlier runs; {@code outOfOrder} is the count of {@link
   * OrderCheck}.
   */
  public ObjectNode json() {
    ObjectNode json =
        EventCodec.JSON
            .createObjectNode()
            .put("requests", requests)
            .put("delivered", delivered)
            .put("duplicates", duplicates)
            .put("strays", strays)
            .put("outOfOrder", outOfOrder);
    json.set("latency", latencies.json());
    return json;
  }
}
