package dev.segmentnovu.worker.mapping;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.segmentnovu.event.EventType;
import dev.segmentnovu.event.SegmentEvent;
import dev.segmentnovu.measure.SampleEvents;
import dev.segmentnovu.testing.Events;
import dev.segmentnovu.testing.Mappings;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Measures the mapping of one event. */
@State(Scope.Benchmark)
public class EventMapperBenchmark {

  private final EventMapper byWorkflow =
      new EventMapper(
          MappingFixture.source(Mappings.mapping().workflow("Order Completed", "receipt").build()));
  private final EventMapper byRule =
      new EventMapper(
          MappingFixture.source(
              Mappings.mapping()
                  .rule(
                      Mappings.rule("vip-order")
                          .when("event = \"Order Completed\" and properties.total >= 100")
                          .to("{ \"subscriberId\": userId, \"email\": context.traits.email }")
                          .payload(
                              "{ \"order\": properties.order_id, \"items\":"
                                  + " $count(properties.products) }"))
                  .workflow("Order Completed", "receipt")
                  .build()));

  private final SegmentEvent track = read(EventType.TRACK, SampleEvents.track());
  private final SegmentEvent identify = read(EventType.IDENTIFY, SampleEvents.identify());

  /** A track call, mapped by {@code workflows}. */
  @Benchmark
  public MappingResult track() {
    return sent(byWorkflow.map(track));
  }

  /** A track call, mapped by a rule of three expressions. */
  @Benchmark
  public MappingResult trackByRule() {
    return sent(byRule.map(track));
  }

  /** An identify call, whose traits are separated into fields and custom traits. */
  @Benchmark
  public MappingResult identify() {
    return sent(byWorkflow.map(identify));
  }

  private static MappingResult sent(MappingResult result) {
    if (result instanceof MappingResult.Send) {
      return result;
    }
    throw new IllegalStateException("Not sent: " + result);
  }

  private static SegmentEvent read(EventType type, byte[] body) {
    return Events.of(type, new String(body, UTF_8)).event();
  }
}
