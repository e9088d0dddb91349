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
import java.time.InstantSource;

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
        .check(received)
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
  IngestResponse rejectWholeBody(String source, Refusal refusal) {
    return IngestResponse.success(intake.rejectWholeBody(source, refusal));
  }

  /** Notes that a sender proved with a credential that it may send to a source. */
  void noteUse(String source, Credential.Kind kind, Secret secret) {
    intake.noteUse(source, kind, secret, clock.millis());
  }

  /** Counts a request that names a source and does not prove that it comes from there. */
  void countUnknownSender(String source, Refusal refusal) {
    intake.countUnknownSender(source, refusal);
    senders.refused(source, refusal, clock.instant());
  }

  /** Counts a request that names no configured source. */
  void countUnknownSource(Refusal refusal) {
    senders.refused(null, refusal, clock.instant());
  }

  private void enqueue(HttpExchange exchange, CheckedBody body) {
    if (exchange.tryAcquireBytes((int) body.storedBytes())) {
      exchange.callQueue(
          () -> intake.enqueue(body), result -> exchange.respond(response(body, result)));
    } else {
      exchange.respond(IngestResponse.BUSY);
    }
  }

  private IngestResponse response(CheckedBody body, EnqueueResult result) {
    return result.match(
        accepted -> {
          refusals.queueAccepted();
          intake.countAccepted(body, accepted);
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
