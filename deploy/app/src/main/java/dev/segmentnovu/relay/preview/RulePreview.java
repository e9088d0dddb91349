package dev.segmentnovu.relay.preview;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.StoredEvent;
import dev.segmentnovu.ingest.admin.jobs.EventPreview;
import dev.segmentnovu.worker.mapping.EventMapper;
import dev.segmentnovu.worker.mapping.MappingResult;
import dev.segmentnovu.worker.mapping.MappingResult.Send;
import dev.segmentnovu.worker.mapping.MappingResult.Step;
import dev.segmentnovu.worker.mapping.SentTrigger;
import dev.segmentnovu.worker.novu.NovuRequest.Trigger;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/** Maps an event as a worker would, with the configuration of this process. */
public final class RulePreview implements EventPreview {

  private final RunningMappers mappers;
  private final Clock clock;

  /**
   * A preview.
   *
   * @param mappers of the configuration that runs
   * @param clock tells whether a rule's {@code maxAge} has passed
   */
  public RulePreview(RunningMappers mappers, Clock clock) {
    this.mappers = mappers;
    this.clock = clock;
  }

  @Override
  public ArrayNode wouldSend(String source, StoredEvent event) {
    ArrayNode calls = EventCodec.JSON.createArrayNode();
    EventMapper mapper = mappers.of(source).orElse(null);
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

  private static List<Step> steps(EventMapper mapper, StoredEvent event) {
    MappingResult mapped = mapper.map(EventCodec.read(event));
    MappingResult sent =
        event.trigger() == null ? mapped : SentTrigger.in(Trigger.of(event.trigger()), mapped);
    return sent.match(Send::steps, skip -> List.of(), undeliverable -> List.of());
  }
}
