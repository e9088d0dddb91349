package dev.segmentnovu.ingest.intake;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.config.BodyLimits;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.Secret;
import dev.segmentnovu.event.EntryPoint;
import dev.segmentnovu.event.intake.Refusal;
import dev.segmentnovu.queue.EnqueueResult;
import dev.segmentnovu.queue.EventProducer;
import dev.segmentnovu.queue.history.Credential;
import dev.segmentnovu.telemetry.FailureLogs;
import dev.segmentnovu.telemetry.trace.RequestSpan;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Checks authenticated bodies, enqueues their valid events, and counts both. */
@EventLoopConfined
public final class EventIntake {

  private static final Refusal EMPTY = Refusal.of("empty_batch", "The body holds no event");

  private final RelayConfig.Ingest config;
  private final EventProducer producer;
  private final IntakeMetrics metrics;
  private final InstantSource clock;
  private final IntakeLog log;

  /**
   * Creates an intake.
   *
   * @param config the limits of both entry points
   * @param producer receives the entries
   * @param metrics counts the events
   * @param clock the time that entries store as received
   * @param failures log what is rejected and refused
   */
  public EventIntake(
      RelayConfig.Ingest config,
      EventProducer producer,
      IntakeMetrics metrics,
      InstantSource clock,
      FailureLogs failures) {
    this.config = config;
    this.producer = producer;
    this.metrics = metrics;
    this.clock = clock;
    log = new IntakeLog(failures);
  }

  /**
   * Checks the events of a body and counts those that are rejected or skipped.
   *
   * @param span of the request, for log lines
   */
  public IntakeResult check(ReceivedBody received, RequestSpan span) {
    BodyLimits limits =
        received.entryPoint() == EntryPoint.WEBHOOK ? config.webhook() : config.tracking();
    CheckedBody body = CheckedBody.of(received, limits, clock.instant());
    count(body, span);
    if (received.body().events().isEmpty()) {
      return new IntakeResult.NothingToEnqueue(rejectWholeBody(body.source(), EMPTY, span));
    }
    if (received.isSingleWebhook() && !body.rejected().isEmpty()) {
      return new IntakeResult.Refused(body.rejected().get(0).refusal());
    }
    if (body.storedBytes() > limits.storedBytes()) {
      Refusal tooLarge = tooLarge(body.storedBytes(), limits.storedBytes());
      rejected(body.source(), RejectedEvent.wholeBody(tooLarge), span);
      return new IntakeResult.Refused(tooLarge);
    }
    return body.acceptedCount() == 0
        ? new IntakeResult.NothingToEnqueue(body.rejected())
        : new IntakeResult.ToEnqueue(body);
  }

  /**
   * Counts a body that parses but holds no event to check.
   *
   * @param span of the request, for log lines
   * @return what the response lists as errors
   */
  public List<RejectedEvent> rejectWholeBody(String source, Refusal refusal, RequestSpan span) {
    RejectedEvent body = RejectedEvent.wholeBody(refusal);
    rejected(source, body, span);
    return List.of(body);
  }

  /** Notes that a sender proved with a credential that it may send to a source. */
  public void noteUse(String source, Credential.Kind kind, Secret secret, long nowMs) {
    metrics.noteUse(source, kind, secret, nowMs);
  }

  /**
   * Counts a request that does not prove where it comes from.
   *
   * @param source the source that it names; null if it names none
   * @param span of the request, for log lines
   */
  public void countUnknownSender(@Nullable String source, Refusal refusal, RequestSpan span) {
    if (source != null) {
      metrics.countUnknownSender(source, refusal.code());
    }
    log.refused(source, refusal, span);
  }

  private void rejected(String source, RejectedEvent event, RequestSpan span) {
    metrics.countRejected(source, event.at(clock.instant()));
    log.rejected(source, event, span);
  }

  /** Enqueues the accepted events of {@code body}; the stage completes on any thread. */
  public CompletionStage<EnqueueResult> enqueue(CheckedBody body) {
    return producer.enqueue(body.source(), body.entries());
  }

  /**
   * Counts the events of {@code body}, which the queue has accepted.
   *
   * @param span of the request, for log lines
   */
  public void countAccepted(CheckedBody body, EnqueueResult.Accepted result, RequestSpan span) {
    metrics.countAccepted(body.source(), body.acceptedCount(), result.duplicates());
    log.accepted(body, result.duplicates(), span);
  }

  private void count(CheckedBody body, RequestSpan span) {
    for (RejectedEvent each : body.rejected()) {
      rejected(body.source(), each, span);
    }
    if (body.skippedAnonymous() > 0) {
      metrics.countSkippedAnonymous(body.source(), body.skippedAnonymous());
    }
  }

  private static Refusal tooLarge(long bytes, int limit) {
    return new Refusal(
        413,
        "too_large",
        "The events of this body would take "
            + bytes
            + " bytes in the queue, since the batch's context and integrations are stored with each"
            + " event; at most "
            + limit
            + " are accepted. Send a smaller context, or fewer events at a time");
  }
}
