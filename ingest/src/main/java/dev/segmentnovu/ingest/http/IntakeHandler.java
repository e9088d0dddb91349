package dev.segmentnovu.ingest.http;

import dev.segmentnovu.config.Secret;
import dev.segmentnovu.event.EntryPoint;
import dev.segmentnovu.event.intake.Refusal;
import dev.segmentnovu.ingest.admission.AdmissionControl;
import dev.segmentnovu.ingest.admission.RefusalReason;
import dev.segmentnovu.ingest.admission.Refusals;
import dev.segmentnovu.ingest.admission.SenderWatch;
import dev.segmentnovu.ingest.intake.CheckedBody;
import dev.segmentnovu.ingest.intake.EventIntake;
import dev.segmentnovu.ingest.intake.ReceivedBody;
import dev.segmentnovu.queue.EnqueueResult;
import dev.segmentnovu.queue.history.Credential;
import dev.segmentnovu.telemetry.trace.SendSpan;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Passes authenticated bodies to the intake, and answers only after Redis has their events. */
public final class IntakeHandler {

  private static final int RETRY_AFTER_SECONDS = 5;
  private static final String RESEND = "; nothing is lost if this request is sent again";

  private static final IngestResponse FULL =
      IngestResponse.retryLater(429, "full", "The queue is full" + RESEND, RETRY_AFTER_SECONDS);

  private static final IngestResponse UNREPLICATED =
      IngestResponse.retryLater(
          503,
          "unavailable",
          "Too few replicas or disks have the events" + RESEND,
          RETRY_AFTER_SECONDS);

  private static final IngestResponse UNAVAILABLE =
      IngestResponse.retryLater(
          503, "unavailable", "The queue does not answer" + RESEND, RETRY_AFTER_SECONDS);

  private final EventIntake intake;
  private final Refusals refusals;
  private final SenderWatch senders;
  private final InstantSource clock;

  /**
   * Creates the handler.
   *
   * @param intake checks and enqueues events
   * @param admission counts what the queue does not accept, and who proves where it comes from
   * @param clock the time of a request
   */
  public IntakeHandler(EventIntake intake, AdmissionControl admission, InstantSource clock) {
    this.intake = intake;
    this.clock = clock;
    refusals = admission.refusals();
    senders = admission.senders();
  }

  /** Checks a body, enqueues its valid events, and writes the response. */
  void accept(HttpExchange exchange, ReceivedBody received) {
    if (received.entryPoint() == EntryPoint.WEBHOOK) {
      senders.proven(received.source().name(), clock.instant());
    }
    intake
        .check(received, exchange.span())
        .match(
            body -> enqueue(exchange, body),
            rejected -> exchange.respond(IngestResponse.success(rejected)),
            refusal -> exchange.respond(IngestResponse.refused(refusal)));
  }

  /**
   * Counts a body that parses but holds no event to check.
   *
   * @return the response: 200 with the refusal as error, because SDKs resend a body, or drop it for
   *     good, after any other status
   */
  IngestResponse rejectWholeBody(HttpExchange exchange, String source, Refusal refusal) {
    return IngestResponse.success(intake.rejectWholeBody(source, refusal, exchange.span()));
  }

  /** Notes that a sender proved with a credential that it may send to a source. */
  void noteUse(String source, Credential.Kind kind, Secret secret) {
    intake.noteUse(source, kind, secret, clock.millis());
  }

  /**
   * Counts a request that does not prove where it comes from.
   *
   * @param source the configured source that it names; null if it names none
   */
  void countUnknownSender(HttpExchange exchange, @Nullable String source, Refusal refusal) {
    intake.countUnknownSender(source, refusal, exchange.span());
    senders.refused(source, refusal, clock.instant());
  }

  private void enqueue(HttpExchange exchange, CheckedBody body) {
    SendSpan span = exchange.span().send(body.source(), body.acceptedCount());
    body.carry(span.context());
    if (exchange.tryAcquireBytes((int) body.storedBytes())) {
      exchange.callQueue(
          () -> ending(span, intake.enqueue(body)),
          result -> exchange.respond(response(exchange, body, result)));
    } else {
      span.end("busy");
      exchange.respond(IngestResponse.BUSY);
    }
  }

  private static CompletionStage<EnqueueResult> ending(
      SendSpan span, CompletionStage<EnqueueResult> pending) {
    return span == SendSpan.NONE
        ? pending
        : pending.whenComplete(
            (result, failure) ->
                span.end(failure == null ? error(result) : failure.getClass().getName()));
  }

  private static @Nullable String error(EnqueueResult result) {
    return result.<@Nullable String>match(
        accepted -> null,
        () -> "full",
        unavailable -> "unavailable",
        unreplicated -> "unreplicated");
  }

  private IngestResponse response(HttpExchange exchange, CheckedBody body, EnqueueResult result) {
    return result.match(
        accepted -> {
          refusals.queueAccepted();
          intake.countAccepted(body, accepted, exchange.span());
          senders.received(body.source(), clock.instant());
          return IngestResponse.success(body.rejected());
        },
        () -> {
          refusals.countByQueue(
              body.source(), RefusalReason.MEMORY, "Redis has no memory left for them");
          return FULL;
        },
        unavailable -> {
          refusals.countByQueue(body.source(), RefusalReason.REDIS, unavailable.reason());
          return UNAVAILABLE;
        },
        unreplicated -> {
          refusals.countByQueue(body.source(), RefusalReason.REPLICAS, unreplicated.reason());
          return UNREPLICATED;
        });
  }
}
