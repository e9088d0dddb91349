package dev.segmentnovu.relay.preview;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.StoredEvent;
import dev.segmentnovu.ingest.admin.jobs.EventPreview;
import dev.segmentnovu.worker.mapping.EventMapper;
import dev.segmentnovu.worker.mapping.MappingResult;
import dev.segmentnovu.worker.mapping.MappingResult.Send;
import dev.segmentnovu.worker.mapping.MappingResult.Step;
import dev.segmentnovu.worker.mapping.MappingResult.Undeliverable;
import dev.segmentnovu.worker.mapping.SentTrigger;
import dev.segmentnovu.worker.novu.NovuRequest.Trigger;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Maps an event as a worker would, with the configuration of this process. */
public final class RulePreview implements EventPreview {

  private final Supplier<RelayConfig> running;
  private final Clock clock;
  private volatile Mappers mappers;

  /** The mappers of a configuration, by source. */
  private record Mappers(RelayConfig config, Map<String, EventMapper> bySource) {
    static Mappers of(RelayConfig config) {
      return new Mappers(
          config,
          config.sources().stream()
              .collect(Collectors.toMap(RelayConfig.Source::name, EventMapper::new)));
    }
  }

  /**
   * A preview.
   *
   * @param running the present configuration, which may change
   * @param clock tells whether a rule's {@code maxAge} has passed
   */
  public RulePreview(Supplier<RelayConfig> running, Clock clock) {
    this.running = running;
    this.clock = clock;
    mappers = Mappers.of(running.get());
  }

  @Override
  public ArrayNode wouldSend(String source, StoredEvent event) {
    ArrayNode calls = EventCodec.JSON.createArrayNode();
    EventMapper mapper = mappers().bySource().get(source);
    if (mapper != null) {
      Instant now = clock.instant();
      for (Step step : steps(mapper, event)) {
        if (event.forced() || !step.isExpired(now)) {
          PlannedCallsJson.add(calls, step.request());
        }
      }
    }
    return calls;
  }

  private Mappers mappers() {
    RelayConfig present = running.get();
    Mappers known = mappers;
    if (!known.config().equals(present)) {
      known = Mappers.of(present);
      mappers = known;
    }
    return known;
  }

  private static List<Step> steps(EventMapper mapper, StoredEvent event) {
    MappingResult mapped =
        EventCodec.read(event)
            .match(
                decoded -> mapper.map(decoded.event()),
                undecodable -> new Undeliverable("undecodable", undecodable.reason()));
    MappingResult sent =
        event.trigger() == null ? mapped : SentTrigger.in(Trigger.of(event.trigger()), mapped);
    return sent.match(Send::steps, skip -> List.of(), undeliverable -> List.of());
  }
}
