package dev.segmentnovu.worker.delivery;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.queue.SettleResult;
import dev.segmentnovu.telemetry.FailureLog;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs failures that affect many users at once: a line for each user would fill the log. */
public final class DeliveryFailures {

  private static final Logger LOG = LoggerFactory.getLogger(DeliveryFailures.class);

  private final FailureLog bugs = new FailureLog(System::nanoTime);
  private final FailureLog leases = new FailureLog(System::nanoTime);

  /** An event could not be handled because of a bug; the relay tries again. */
  void notHandled(RelayConfig.Source source, Throwable bug) {
    bug(source, "an event could not be handled because of a bug; the relay tries again", bug);
  }

  /** A delivery stopped because of a bug; its user is claimed again when the lease ends. */
  void stopped(RelayConfig.Source source, Throwable bug) {
    bug(source, "a delivery stopped because of a bug; its user is claimed again", bug);
  }

  private void bug(RelayConfig.Source source, String what, Throwable bug) {
    bugs.failed("Source " + source.name() + ": " + what)
        .ifPresent(line -> LOG.error("{}: {}", line, traced(source, bug)));
  }

  /** The stack trace without the API key, which a library's message may repeat. */
  private static String traced(RelayConfig.Source source, Throwable bug) {
    var trace = new StringWriter();
    bug.printStackTrace(new PrintWriter(trace));
    return source.novu().apiKey().hideIn(trace.toString());
  }

  /** A lease ended before the queue applied a settlement. */
  void lost(RelayConfig.Source source, SettleResult result) {
    String what =
        result == SettleResult.STALE
            ? "a lease ended before its event was settled"
            : "Redis did not confirm a settlement before the lease ended";
    leases
        .failed("Source " + source.name() + ": " + what + "; the user is claimed again")
        .ifPresent(LOG::warn);
  }
}
