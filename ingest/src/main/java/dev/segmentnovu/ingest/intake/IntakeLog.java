package dev.segmentnovu.ingest.intake;

import dev.segmentnovu.event.intake.Refusal;
import dev.segmentnovu.telemetry.FailureLogs;
import dev.segmentnovu.telemetry.log.EventFacts;
import dev.segmentnovu.telemetry.trace.RequestSpan;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what ingest does not take, at a limited rate, and at DEBUG each event that it takes. A line
 * repeats nothing of an event but what {@link EventFacts} names. Thread-safe.
 */
final class IntakeLog {

  private static final Logger LOG = LoggerFactory.getLogger(IntakeLog.class);

  private final FailureLogs failures;

  private record Rejections(String source, String code) {}

  private record Senders(@Nullable String source, String code) {}

  IntakeLog(FailureLogs failures) {
    this.failures = failures;
  }

  /**
   * An event or a whole body is rejected.
   *
   * @param span of the request
   */
  void rejected(String source, RejectedEvent event, RequestSpan span) {
    String code = event.refusal().code();
    failures.failed(
        new Rejections(source, code),
        () ->
            new EventFacts(source, event.messageId(), event.event(), event.userId(), span.context())
                .on(LOG.atWarn())
                .addKeyValue("code", code)
                .log(
                    "An event is rejected: {}. The next ones are counted; see them with: relay"
                        + " rejections --source {}",
                    event.refusal().message(),
                    source),
        more ->
            LOG.atWarn()
                .addKeyValue("source", source)
                .addKeyValue("code", code)
                .addKeyValue("count", more)
                .log(
                    "Rejected events of source {} ({}) since the last such line: {}",
                    source,
                    code,
                    more));
  }

  /**
   * A request does not prove where it comes from.
   *
   * @param source the source that it names; null if it names none
   * @param span of the request
   */
  void refused(@Nullable String source, Refusal refusal, RequestSpan span) {
    String to = source == null ? "no known source" : "source " + source;
    failures.failed(
        new Senders(source, refusal.code()),
        () ->
            EventFacts.of(source, span.context())
                .on(LOG.atWarn())
                .addKeyValue("code", refusal.code())
                .log(
                    "A request to {} is refused: {}. The next ones are counted; see them with: {}",
                    to,
                    refusal.message(),
                    source == null ? "relay status" : "relay rejections --source " + source),
        more ->
            EventFacts.of(source, null)
                .on(LOG.atWarn())
                .addKeyValue("code", refusal.code())
                .addKeyValue("count", more)
                .log(
                    "Refused requests to {} ({}) since the last such line: {}",
                    to,
                    refusal.code(),
                    more));
  }

  /** Redis has the events of a body, some of which it may have had before. */
  void accepted(CheckedBody body, int duplicates, RequestSpan span) {
    if (LOG.isDebugEnabled()) {
      for (EventFacts facts : body.facts(span.context())) {
        facts
            .on(LOG.atDebug())
            .log(duplicates == 0 ? "Accepted" : "Accepted, now or with the same id before");
      }
    }
  }
}
