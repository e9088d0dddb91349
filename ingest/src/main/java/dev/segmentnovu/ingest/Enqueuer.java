package dev.segmentnovu.ingest;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.config.BodyLimits;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.event.EntryPoint;
import dev.segmentnovu.event.intake.Refusal;
import dev.segmentnovu.queue.EnqueueResult;
import dev.segmentnovu.queue.EventProducer;
import dev.segmentnovu.telemetry.Metrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way of an authenticated body: checked, enqueued, and answered only when Redis has it. */
@EventLoopConfined
final class Enqueuer {

  private static final Logger LOG = LoggerFactory.getLogger(Enqueuer.class);
  private static final int RETRY_AFTER_SECONDS = 5;
  private static final String TOO_LARGE = "too_large";

  private final RelayConfig.Ingest config;
  private final EventProducer producer;
  private final AdmissionControl inFlight;
  private final MeterRegistry metrics;
  private final Clock clock;

  /** By source: a registry takes longer to find them. */
  private final Map<String, Counters> counters = new HashMap<>();

  private record Counters(Counter accepted, Counter duplicates) {}

  Enqueuer(
      RelayConfig.Ingest config,
      EventProducer producer,
      AdmissionControl inFlight,
      MeterRegistry metrics,
      Clock clock) {
    this.config = config;
    this.producer = producer;
    this.inFlight = inFlight;
    this.metrics = metrics;
    this.clock = clock;
  }

  /** Queues the valid events of {@code received}, and answers {@code request}. */
  void accept(RoutingContext request, ReceivedBody received) {
    BodyLimits limits =
        received.door() == EntryPoint.WEBHOOK ? config.webhook() : config.tracking();
    Intake intake = Intake.of(received, limits, clock.instant());
    String source = received.source().name();
    count(source, intake);
    if (received.body().events().isEmpty()) {
      reject(request, source, Refusal.of("empty_batch", "The body holds no event"));
    } else if (received.isSingleWebhook() && !intake.rejected().isEmpty()) {
      HttpResponses.refused(request, intake.rejected().get(0).refusal());
    } else if (intake.storedBytes() > limits.storedBytes()) {
      metrics.counter(Metrics.REJECTED, "source", source, "code", TOO_LARGE).increment();
      HttpResponses.refused(request, tooLarge(intake.storedBytes(), limits.storedBytes()));
    } else if (intake.accepted() == 0) {
      HttpResponses.success(request, intake.rejected());
    } else {
      enqueue(request, source, intake);
    }
  }

  private void enqueue(RoutingContext request, String source, Intake intake) {
    HttpExchange exchange = HttpExchange.of(request);
    if (exchange.add((int) intake.storedBytes())) {
      exchange.await(
          () -> producer.enqueue(source, intake.entries()),
          result -> answer(request, source, intake, result));
    } else {
      RequestBody.tooMuchInFlight(request);
    }
  }

  /**
   * Answers a body of the tracking API, or an array of webhooks, that parses and holds no event to
   * check: 200, since SDKs send a body again or drop it for good after anything else.
   */
  void reject(RoutingContext request, String source, Refusal refusal) {
    metrics.counter(Metrics.REJECTED, "source", source, "code", refusal.code()).increment();
    HttpResponses.success(request, List.of(new Intake.Rejected(-1, null, refusal)));
  }

  private void count(String source, Intake intake) {
    for (Intake.Rejected rejected : intake.rejected()) {
      metrics
          .counter(Metrics.REJECTED, "source", source, "code", rejected.refusal().code())
          .increment();
    }
    if (intake.anonymous() > 0) {
      metrics
          .counter(Metrics.NOT_QUEUED, "source", source, "reason", "anonymous")
          .increment(intake.anonymous());
    }
  }

  private static Refusal tooLarge(long bytes, int limit) {
    return new Refusal(
        413,
        TOO_LARGE,
        "The events of this body would take "
            + bytes
            + " bytes in the queue, since the batch's context and integrations are stored with each"
            + " event; at most "
            + limit
            + " are accepted. Send a smaller context, or fewer events at a time");
  }

  private Counters counters(String source) {
    return new Counters(
        metrics.counter(Metrics.ACCEPTED, "source", source),
        metrics.counter(Metrics.DUPLICATES, "source", source));
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
      counters.accepted.increment(intake.accepted() - accepted.duplicates());
      counters.duplicates.increment(accepted.duplicates());
      HttpResponses.success(request, intake.rejected());
    } else if (result instanceof EnqueueResult.Full) {
      refused(source, "Redis has no memory left for them", AdmissionControl.Bound.MEMORY);
      notNow(request, 429, "full", "The queue is full");
    } else if (result instanceof EnqueueResult.Unreplicated missing) {
      refused(source, missing.reason(), AdmissionControl.Bound.REPLICAS);
      notNow(request, 503, "unavailable", "Too few replicas or disks have the events");
    } else if (result instanceof EnqueueResult.Unavailable away) {
      refused(source, away.reason(), AdmissionControl.Bound.REDIS);
      notNow(request, 503, "unavailable", "The queue does not answer");
    }
  }

  private void refused(String source, String reason, AdmissionControl.Bound bound) {
    inFlight.refused(bound);
    inFlight
        .refusals()
        .failed("Source " + source + ": events are not accepted: " + reason)
        .ifPresent(LOG::warn);
  }

  private static void notNow(RoutingContext request, int status, String code, String what) {
    HttpResponses.notNow(
        request,
        status,
        code,
        what + "; nothing is lost if this request is sent again",
        RETRY_AFTER_SECONDS);
  }
}
