package dev.segmentnovu.worker.mapping;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.segmentnovu.config.Mapping;
import dev.segmentnovu.event.DecodeResult;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.EventType;
import dev.segmentnovu.event.SegmentEvent;
import dev.segmentnovu.event.StoredEvent;
import dev.segmentnovu.measure.SampleEvents;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What an event means to Novu. */
@State(Scope.Benchmark)
public class EventMapperBenchmark {

  private static final Mapping.Rule LARGE_ORDER =
      new Mapping.Rule(
          "event = \"Order Completed\" and properties.total >= 100",
          "vip-order",
          "{ \"subscriberId\": userId, \"email\": context.traits.email }",
          "{ \"order\": properties.order_id, \"items\": $count(properties.products) }",
          null,
          null,
          null,
          null,
          null,
          false);

  private final Mapping workflows = Mapping.of(Map.of("Order Completed", "receipt"));
  private final EventMapper byWorkflow = new EventMapper(MappingFixture.source(workflows));
  private final EventMapper byRule =
      new EventMapper(
          MappingFixture.source(
              new Mapping(
                  List.of(LARGE_ORDER),
                  workflows.workflows(),
                  workflows.unmapped(),
                  workflows.customTraits(),
                  workflows.push())));

  private final SegmentEvent track = read(EventType.TRACK, SampleEvents.track());
  private final SegmentEvent identify = read(EventType.IDENTIFY, SampleEvents.identify());

  /** A track call, by the short form. */
  @Benchmark
  public MappingResult track() {
    return sent(byWorkflow.map(track));
  }

  /** A track call, by a rule of three expressions. */
  @Benchmark
  public MappingResult trackByRule() {
    return sent(byRule.map(track));
  }

  /** An identify call whose traits are sorted into fields and the rest. */
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
    var stored = new StoredEvent("m1", type, SampleEvents.RECEIVED, 0, null, null, null, body);
    if (EventCodec.read(stored) instanceof DecodeResult.Decoded decoded) {
      return decoded.event();
    }
    throw new IllegalStateException(new String(body, UTF_8));
  }
}
