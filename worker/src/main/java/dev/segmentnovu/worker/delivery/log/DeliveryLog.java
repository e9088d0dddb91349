package dev.segmentnovu.worker.delivery.log;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.SettleResult;
import dev.segmentnovu.telemetry.FailureLogs;
import dev.segmentnovu.telemetry.log.EventFacts;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Logs what becomes of events: failures at a limited rate, because a line for each would fill the
 * log, and at DEBUG the end of each delivery. A line repeats nothing of an event but what {@link
 * EventFacts} names. Whoever calls it passes a supplier of these facts, which is asked only for a
 * line. Thread-safe.
 */
public final class DeliveryLog {

  private static final Logger LOG = LoggerFactory.getLogger(DeliveryLog.class);

  private final FailureLogs failures;

  private record DeadLetters(String source, String reason, @Nullable String workflow) {
    LoggingEventBuilder on(LoggingEventBuilder line) {
      return EventFacts.add(line.addKeyValue("reason", reason), "workflow", workflow);
    }
  }

  private record Troubles(String source, String what) {}

  /**
   * A log without failures.
   *
   * @param failures shared by the workers of the process
   */
  public DeliveryLog(FailureLogs failures) {
    this.failures = failures;
  }

  /**
   * An event became a dead letter.
   *
   * @param facts of the event
   */
  public void dead(DeadLetter letter, Supplier<EventFacts> facts) {
    var kind = new DeadLetters(letter.source(), letter.reason(), letter.workflow());
    failures.failed(
        kind,
        () ->
            EventFacts.add(kind.on(facts.get().on(LOG.atWarn())), "status", letter.status())
                .addKeyValue("deadLetter", letter.id())
                .log(
                    "An event became a dead letter ({}). The next ones are counted; see this one"
                        + " with: relay dlq show {}",
                    letter.reason(),
                    letter.id()),
        // must not hold the dead letter, which may be large
        more ->
            kind.on(EventFacts.of(kind.source, null).on(LOG.atWarn()))
                .addKeyValue("count", more)
                .log(
                    "Dead letters ({}) since the last such line: {}. See them with: relay dlq ls"
                        + " --source {} --reason {}",
                    kind.reason,
                    more,
                    kind.source,
                    kind.reason));
  }

  /** An event could not be handled because of a bug; the relay tries again. */
  public void notHandled(RelayConfig.Source source, Supplier<EventFacts> facts, Throwable bug) {
    bug(
        source,
        "an event could not be handled because of a bug; the relay tries again",
        facts,
        bug);
  }

  /** A delivery stopped because of a bug; its user is claimed again when the lease ends. */
  public void stopped(RelayConfig.Source source, Supplier<EventFacts> facts, Throwable bug) {
    bug(source, "a delivery stopped because of a bug; its user is claimed again", facts, bug);
  }

  private void bug(
      RelayConfig.Source source, String what, Supplier<EventFacts> facts, Throwable bug) {
    var kind = new Troubles(source.name(), what);
    failures.failed(
        kind,
        () ->
            facts
                .get()
                .on(LOG.atError())
                .log("Source {}: {}: {}", kind.source, what, traced(source, bug)),
        more ->
            LOG.atError()
                .addKeyValue("source", kind.source)
                .addKeyValue("count", more)
                .log("Source {}: {}. Times since the last such line: {}", kind.source, what, more));
  }

  /** The stack trace without the API key, which a library's message may repeat. */
  private static String traced(RelayConfig.Source source, Throwable bug) {
    var trace = new StringWriter();
    bug.printStackTrace(new PrintWriter(trace));
    return source.novu().apiKey().hideIn(trace.toString());
  }

  /** A lease ended before the queue applied a settlement. */
  public void lost(RelayConfig.Source source, Supplier<EventFacts> facts, SettleResult result) {
    String what =
        result == SettleResult.STALE
            ? "a lease ended before its event was settled"
            : "Redis did not confirm a settlement before the lease ended";
    var kind = new Troubles(source.name(), what);
    failures.failed(
        kind,
        () ->
            facts
                .get()
                .on(LOG.atWarn())
                .log("Source {}: {}; the user is claimed again", kind.source, what),
        more ->
            LOG.atWarn()
                .addKeyValue("source", kind.source)
                .addKeyValue("count", more)
                .log("Source {}: {}. Times since the last such line: {}", kind.source, what, more));
  }

  /** Whether lines of single events are wanted, so that their facts are worth collecting. */
  public boolean isDetailed() {
    return LOG.isDebugEnabled();
  }

  /** Redis has settled an event as delivered. */
  public void delivered(EventFacts facts, Duration sinceAccepted) {
    facts.on(LOG.atDebug()).addKeyValue("ms", sinceAccepted.toMillis()).log("Delivered");
  }

  /** Redis has settled an event as skipped. */
  public void skipped(EventFacts facts, String why) {
    facts.on(LOG.atDebug()).addKeyValue("reason", why).log("Skipped ({})", why);
  }

  /**
   * An attempt failed, and another follows.
   *
   * @param status of Novu's response; null if there was none
   */
  public void retried(EventFacts facts, @Nullable Integer status, Duration delay) {
    EventFacts.add(facts.on(LOG.atDebug()), "status", status)
        .log(
            "Not delivered yet ({}); the next attempt follows in {} ms",
            status == null ? "no response" : status,
            delay.toMillis());
  }
}
