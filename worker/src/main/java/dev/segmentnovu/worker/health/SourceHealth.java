package dev.segmentnovu.worker.health;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.queue.PauseSignals;
import dev.segmentnovu.queue.PauseSignals.Signal;
import dev.segmentnovu.worker.novu.CallOutcome;
import dev.segmentnovu.worker.novu.DeliveryResult.Retryable;
import dev.segmentnovu.worker.novu.DeliveryResult.SourcePaused;
import dev.segmentnovu.worker.novu.StatusRule;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this worker may deliver the events of a source. It may not while Novu limits the rate or
 * refuses the API key: the workers tell one another. Nor may it while the circuit is open: each
 * worker finds that out by itself, because another worker may reach Novu. That Novu responds again
 * the workers tell one another in either case.
 */
@EventLoopConfined
public final class SourceHealth {

  private static final Logger LOG = LoggerFactory.getLogger(SourceHealth.class);

  /** The longest random delay of a probe: the first worker's probe spares the others theirs. */
  private static final Duration PROBE_SPREAD = Duration.ofSeconds(3);

  private final String source;
  private final String novu;
  private final SourceGate gate;
  private final Circuit circuit;
  private final PauseSignals signals;
  private final RandomGenerator random;
  private final SourceMeters meters;

  /** Whether the latest pause is a rate limit. */
  private boolean rateLimited;

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
    return rateLimited ? pause : Duration.ZERO;
  }

  /** How many of {@code free} users may be claimed while {@code inFlight} users are in hand. */
  public int admits(int free, int inFlight) {
    return gate.admits(free, inFlight);
  }

  /**
   * Notes what an attempt for a user came to.
   *
   * @return the delay of the calls that are queued, if the source pauses now
   */
  public Optional<Duration> observe(String userId, CallOutcome outcome) {
    return outcome
        .result()
        .fold(
            delivered -> responded(),
            retryable -> failed(userId, outcome, retryable),
            rejected -> responded(),
            this::paused,
            postponed -> Optional.empty());
  }

  private Optional<Duration> paused(SourcePaused paused) {
    boolean isNews = gate.remaining().isZero();
    closeCircuit();
    boolean wasOpen = pause(paused.status(), paused.pause());
    if (wasOpen) {
      report(paused);
    }
    if (isNews) {
      signals.announce(source, new Signal(novu, paused.status(), paused.pause()));
    }
    return Optional.of(delayOfQueued());
  }

  private Optional<Duration> failed(String userId, CallOutcome outcome, Retryable failure) {
    return switch (failure.circuit()) {
      // one call says no more for a batch of users than for one user
      case FAILURE -> countFailure(outcome.batch() == null ? userId : outcome.batch(), failure);
      case CLOSE -> responded();
    };
  }

  private Optional<Duration> responded() {
    closeCircuit();
    if (resumed(gate.open(), "Novu answers again")) {
      signals.announce(source, Signal.open(novu));
    }
    return Optional.empty();
  }

  /** What a signal of another worker changes. */
  public enum SignalEffect {
    /** Nothing: it is about another Novu, or known. */
    NONE,
    /** The source pauses. */
    PAUSED,
    /** Delivery continues. */
    RESUMED
  }

  /** Notes what another worker announced. */
  public SignalEffect observe(Signal signal) {
    if (!signal.novu().equals(novu)) {
      return SignalEffect.NONE;
    }
    if (signal.isOpen()) {
      // if this worker cannot reach Novu nevertheless, it finds that out anew
      closeCircuit();
      return resumed(gate.release(), "Novu answers another worker again")
          ? SignalEffect.RESUMED
          : SignalEffect.NONE;
    }
    if (pause(signal.status(), signal.pause())) {
      LOG.warn(
          "Source {}: Novu answered another worker {}; waiting {} s",
          source,
          signal.status(),
          signal.pause().toSeconds());
    }
    return SignalEffect.PAUSED;
  }

  /** The delay of the calls that are queued when the source pauses. */
  public Duration delayOfQueued() {
    return dueAfter(gate.remaining());
  }

  /** The source is not served any more, or by another Novu: its state is not counted any more. */
  public void close() {
    closeCircuit();
    if (gate.release()) {
      meters.held(-1);
    }
  }

  private Optional<Duration> countFailure(Object who, Retryable failure) {
    boolean wasOpen = circuit.isOpen();
    Duration pause = circuit.failed(who, gate.isProbing(), random.nextDouble());
    if (pause.isZero()) {
      return Optional.empty();
    }
    if (!wasOpen) {
      meters.circuit(1);
      LOG.warn(
          "Source {}: Novu only fails, its events wait and one is tried now and then: {}",
          source,
          failure.message());
    }
    pauseGate(pause, false);
    return Optional.of(delayOfQueued());
  }

  private void closeCircuit() {
    if (circuit.isOpen()) {
      meters.circuit(-1);
    }
    circuit.close();
  }

  private boolean pause(int status, Duration time) {
    // a rate limit ends at its time; a refused key is probed by one worker first
    boolean limited = StatusRule.of(status, true).source() == StatusRule.Source.PAUSE;
    long spreadMillis = limited ? 0 : (long) (PROBE_SPREAD.toMillis() * random.nextDouble());
    return pauseGate(time.plusMillis(spreadMillis), limited);
  }

  private boolean pauseGate(Duration time, boolean limited) {
    rateLimited = limited;
    boolean wasOpen = gate.pause(time);
    if (wasOpen) {
      meters.held(1);
    }
    return wasOpen;
  }

  private boolean resumed(boolean opened, String why) {
    if (opened) {
      meters.held(-1);
      LOG.info("Source {}: {}, delivery goes on", source, why);
    }
    return opened;
  }

  private void report(SourcePaused paused) {
    if (StatusRule.of(paused.status(), true).source() == StatusRule.Source.PAUSE) {
      LOG.warn("Source {}: {}; waiting {} s", source, paused.message(), paused.pause().toSeconds());
    } else {
      LOG.error(
          "Source {} is suspended, its events wait: {}. Check novu.apiKey (NOVU_API_KEY), novu.url (NOVU_API_URL) and the plan at Novu",
          source,
          paused.message());
    }
  }
}
