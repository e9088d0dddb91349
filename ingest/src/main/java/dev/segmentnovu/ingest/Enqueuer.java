package dev.segmentnovu.ingest;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.event.EventType;
import dev.segmentnovu.event.intake.Refusal;
import dev.segmentnovu.event.intake.ScannedBody;
import dev.segmentnovu.queue.EnqueueResult;
import dev.segmentnovu.queue.EventProducer;
import dev.segmentnovu.telemetry.Metrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of an authenticated body: checked, enqueued, and answered only when Redis has it. For one
 * event loop only.
 */
final class Enqueuer {

  private static final Logger LOG = LoggerFactory.getLogger(Enqueuer.class);
  private static final int RETRY_AFTER_SECONDS = 5;

  private final RelayConfig.Ingest config;
  private final EventProducer producer;
  private final InFlight inFlight;
  private final MeterRegistry metrics;
  private final Clock clock;

  /** By source: a registry takes longer to find them. */
  private final Map<String, Counters> counters = new HashMap<>();

  private record Counters(Counter accepted, Counter duplicates) {}

  Enqueuer(
      RelayConfig.Ingest config,
      EventProducer producer,
      InFlight inFlight,
      MeterRegistry metrics,
      Clock clock) {
    this.config = config;
    this.producer = producer;
    this.inFlight = inFlight;
    this.metrics = metrics;
    this.clock = clock;
  }

  /**
   * Takes a body for the source {@code to}; {@code route} is what the path says the events are, or
   * null.
   */
  void accept(
      RoutingContext request,
      RelayConfig.Source to,
      byte[] bytes,
      ScannedBody body,
      @Nullable EventType route) {
    if (body.events().isEmpty()) {
      Replies.refused(request, Refusal.of("empty_batch", "The batch holds no event"));
      return;
    }
    String source = to.name();
    Intake intake = Intake.of(to, bytes, body, route, config.maxEventBytes(), clock.instant());
    for (Intake.Rejected rejected : intake.rejected()) {
      metrics
          .counter(Metrics.REJECTED, "source", source, "code", rejected.refusal().code())
          .increment();
    }
    if (intake.accepted().isEmpty()) {
      refuseAll(request, body, intake);
      return;
    }
    Exchange.of(request)
        .await(
            () -> producer.enqueue(source, intake.accepted()),
            result -> answer(request, source, intake, result));
  }

  private Counters counters(String source) {
    return new Counters(
        metrics.counter(Metrics.ACCEPTED, "source", source),
        metrics.counter(Metrics.DUPLICATES, "source", source));
  }

  private static void refuseAll(RoutingContext request, ScannedBody body, Intake intake) {
    if (body.shape() == ScannedBody.Shape.SINGLE) {
      Replies.refused(request, intake.rejected().get(0).refusal());
    } else {
      Replies.rejected(request, false, intake.rejected());
    }
  }

  private void answer(RoutingContext request, String source, Intake intake, EnqueueResult result) {
    if (result instanceof EnqueueResult.Accepted accepted) {
      inFlight
          .refusals()
          .succeeded()
          .ifPresent(
              requests ->
                  LOG.info("Events are accepted again; {} requests were refused", requests));
      Counters counters = this.counters.computeIfAbsent(source, this::counters);
      counters.accepted.increment(intake.accepted().size() - accepted.duplicates());
      counters.duplicates.increment(accepted.duplicates());
      if (intake.rejected().isEmpty()) {
        Replies.success(request);
      } else {
        Replies.rejected(request, true, intake.rejected());
      }
    } else if (result instanceof EnqueueResult.Full) {
      refused(source, "Redis has no memory left for them", InFlight.Bound.MEMORY);
      notNow(request, 429, "full", "The queue is full");
    } else if (result instanceof EnqueueResult.Unreplicated missing) {
      refused(source, missing.reason(), InFlight.Bound.REPLICAS);
      notNow(request, 503, "unavailable", "Too few replicas or disks have the events");
    } else if (result instanceof EnqueueResult.Unavailable away) {
      refused(source, away.reason(), InFlight.Bound.REDIS);
      notNow(request, 503, "unavailable", "The queue does not answer");
    }
  }

  private void refused(String source, String reason, InFlight.Bound bound) {
    inFlight.refused(bound);
    inFlight
        .refusals()
        .failed("Source " + source + ": events are not accepted: " + reason)
        .ifPresent(LOG::warn);
  }

  private static void notNow(RoutingContext request, int status, String code, String what) {
    Replies.notNow(
        request,
        status,
        code,
        what + "; nothing is lost if this request is sent again",
        RETRY_AFTER_SECONDS);
  }
}
