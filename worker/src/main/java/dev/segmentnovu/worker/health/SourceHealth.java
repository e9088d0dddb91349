package dev.segmentnovu.worker.health;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.queue.PauseSignals;
import dev.segmentnovu.queue.PauseSignals.Signal;
import dev.segmentnovu.queue.control.SourceState;
import dev.segmentnovu.queue.control.SourceState.Kind;
import dev.segmentnovu.queue.history.failure.MessagePattern;
import dev.segmentnovu.worker.novu.CallOutcome;
import dev.segmentnovu.worker.novu.DeliveryResult.Retryable;
import dev.segmentnovu.worker.novu.DeliveryResult.SourcePaused;
import dev.segmentnovu.worker.novu.StatusRule;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this worker may deliver the events of a source. It may not while Novu limits the rate or
 * refuses the API key: the worker that sees this announces it to the others. Nor may it while the
 * circuit is open: each worker has its own circuit, because another worker may reach Novu. The
 * first worker that gets a response again announces it to the others.
 */
@EventLoopConfined
public final class SourceHealth {

  private static final Logger LOG = LoggerFactory.getLogger(SourceHealth.class);

  /** The longest random delay of a probe: after one successful probe no other is needed. */
  private static final Duration PROBE_SPREAD = Duration.ofSeconds(3);

  private final String source;
  private final String novu;
  private final SourceGate gate;
  private final Circuit circuit;
  private final PauseSignals signals;
  private final RandomGenerator random;
  private final SourceMeters meters;

  /** Why the gate was last closed; null if it never was. */
  private @Nullable Cause cause;

  /** The reason that the metrics count for this worker; null while they count none. */
  private @Nullable Kind counted;

  /**
   * Why the source pauses.
   *
   * @param kind rate limit, suspension or open circuit
   * @param status of Novu's response; null if there was none
   * @param reason what happened, in words
   * @param isHearsay whether another worker announced it, or this one did and hears itself
   */
  private record Cause(Kind kind, @Nullable Integer status, String reason, boolean isHearsay) {}

  /**
   * A healthy source.
   *
   * @param novu the fingerprint of its environment of Novu: signals about another are ignored
   */
  public SourceHealth(
      String source,
      String novu,
      SourceGate gate,
      Circuit circuit,
      PauseSignals signals,
      RandomGenerator random,
      SourceMeters meters) {
    this.source = source;
    this.novu = novu;
    this.gate = gate;
    this.circuit = circuit;
    this.signals = signals;
    this.random = random;
    this.meters = meters;
  }

  /** How long the source still pauses; zero if it does not. */
  public Duration remaining() {
    return gate.remaining();
  }

  /**
   * When a user that is given back because of a pause is due again. The end of a rate limit is
   * known. A suspension or an open circuit can end at any moment, by a corrected key or a signal of
   * another worker. So its users are due at once, and the closed gate alone keeps them from being
   * claimed: they continue as soon as it opens.
   *
   * @param pause how long the pause lasts as far as is known
   */
  public Duration dueAfter(Duration pause) {
    return isRateLimited() ? pause : Duration.ZERO;
  }

  private boolean isRateLimited() {
    return cause != null && cause.kind == Kind.RATE_LIMITED;
  }

  /**
   * Whether the worker delivers, and if not, why. A rate limit whose time has passed is over,
   * although the next event still goes alone.
   *
   * @param now the present time
   */
  public SourceState state(Instant now) {
    Duration left = gate.remaining();
    Cause why = cause;
    if (gate.isOpen() || why == null || (isRateLimited() && left.isZero())) {
      return SourceState.RUNNING;
    }
    Instant end = now.plus(left);
    return new SourceState(
        why.kind,
        why.status,
        why.reason,
        now.minus(gate.closedFor()),
        isRateLimited() ? end : null,
        isRateLimited() ? null : end);
  }

  /** How many of {@code free} users may be claimed while {@code inFlight} users are held. */
  public int admits(int free, int inFlight) {
    return gate.admits(free, inFlight);
  }

  /**
   * Takes over the outcome of an attempt for a user.
   *
   * @return the delay of the calls that are queued, if the source pauses now
   */
  public Optional<Duration> observe(String userId, CallOutcome outcome) {
    return outcome
        .result()
        .match(
            delivered -> responded(),
            retryable -> failed(userId, outcome, retryable),
            rejected -> responded(),
            this::paused,
            postponed -> Optional.empty());
  }

  private Optional<Duration> paused(SourcePaused paused) {
    boolean isNews = gate.remaining().isZero();
    circuit.close();
    String reason = withoutValues(paused.status(), paused.message());
    boolean wasOpen = pause(paused.status(), reason, false, paused.pause());
    if (wasOpen) {
      report(paused, reason);
    }
    if (isNews) {
      signals.announce(source, new Signal(novu, paused.status(), paused.pause()));
    }
    return Optional.of(delayOfQueued());
  }

  private Optional<Duration> failed(String userId, CallOutcome outcome, Retryable failure) {
    return switch (failure.circuit()) {
      // the failure of a batch counts as one user
      case FAILURE -> countFailure(outcome.batch() == null ? userId : outcome.batch(), failure);
      case CLOSE -> responded();
    };
  }

  private Optional<Duration> responded() {
    circuit.close();
    if (resumed(gate.open(), "Novu responds again")) {
      signals.announce(source, Signal.open(novu));
    }
    return Optional.empty();
  }

  /** What a signal of another worker changed. */
  public enum SignalEffect {
    /** Nothing: the signal is about another Novu, or was known. */
    NONE,
    /** The source pauses. */
    PAUSED,
    /** Delivery continues. */
    RESUMED
  }

  /** Takes over a signal of another worker. */
  public SignalEffect observe(Signal signal) {
    if (!signal.novu().equals(novu)) {
      return SignalEffect.NONE;
    }
    if (signal.isOpen()) {
      // if this worker still cannot reach Novu, its circuit opens again
      circuit.close();
      return resumed(gate.release(), "Novu responds to another worker again")
          ? SignalEffect.RESUMED
          : SignalEffect.NONE;
    }
    String reason = "Novu responded " + signal.status() + " to another worker";
    if (pause(signal.status(), reason, true, signal.pause())) {
      LOG.warn("Source {}: {}; waiting {} s", source, reason, signal.pause().toSeconds());
    }
    return SignalEffect.PAUSED;
  }

  /** The delay of the calls that are queued when the source pauses. */
  public Duration delayOfQueued() {
    return dueAfter(gate.remaining());
  }

  /** The source is removed or has another Novu: the metrics do not count this state any more. */
  public void close() {
    circuit.close();
    gate.release();
    count(null);
  }

  private Optional<Duration> countFailure(Object who, Retryable failure) {
    boolean wasOpen = circuit.isOpen();
    Duration pause = circuit.failed(who, gate.isProbing(), random.nextDouble());
    if (pause.isZero()) {
      return Optional.empty();
    }
    String reason = withoutValues(failure.status(), failure.message());
    if (!wasOpen) {
      LOG.warn(
          "Source {}: all calls to Novu fail; its events wait, and single probes are sent: {}",
          source,
          reason);
    }
    pauseGate(pause, new Cause(Kind.CIRCUIT_OPEN, failure.status(), reason, false));
    return Optional.of(delayOfQueued());
  }

  private boolean pause(int status, String reason, boolean isHearsay, Duration time) {
    // the end of a rate limit is known; after a refused key one worker should probe first
    boolean limited = isRateLimit(status);
    long spreadMillis = limited ? 0 : (long) (PROBE_SPREAD.toMillis() * random.nextDouble());
    Kind kind = limited ? Kind.RATE_LIMITED : Kind.SUSPENDED;
    return pauseGate(time.plusMillis(spreadMillis), new Cause(kind, status, reason, isHearsay));
  }

  private boolean pauseGate(Duration time, Cause why) {
    Cause known = cause;
    boolean isEcho = known != null && !gate.isOpen() && why.isHearsay && known.kind == why.kind;
    if (!isEcho) {
      cause = why;
    }
    boolean wasOpen = gate.pause(time);
    count(isEcho && known != null ? known.kind : why.kind);
    return wasOpen;
  }

  /** Tells the metrics for which reason the source pauses now; null if it does not. */
  private void count(@Nullable Kind now) {
    if (now == counted) {
      return;
    }
    if (counted != null) {
      meters.paused(counted, -1);
    }
    if (now != null) {
      meters.paused(now, 1);
    }
    counted = now;
  }

  private boolean resumed(boolean opened, String why) {
    if (opened) {
      count(null);
      LOG.info("Source {}: {}; delivery continues", source, why);
    }
    return opened;
  }

  /** The status and the log show the message, and Novu's own may hold data of a user. */
  private static String withoutValues(@Nullable Integer status, String message) {
    return status == null ? message : MessagePattern.of(message);
  }

  private void report(SourcePaused paused, String reason) {
    if (isRateLimit(paused.status())) {
      LOG.warn("Source {}: {}; waiting {} s", source, reason, paused.pause().toSeconds());
    } else {
      LOG.error(
          "Source {} is suspended, its events wait: {}. Check novu.apiKey (NOVU_API_KEY), novu.url (NOVU_API_URL) and the plan at Novu",
          source,
          reason);
    }
  }

  private static boolean isRateLimit(int status) {
    return StatusRule.of(status, true).source() == StatusRule.Source.PAUSE;
  }
}
