package dev.segmentnovu.worker;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.queue.PauseSignals;
import dev.segmentnovu.queue.PauseSignals.Signal;
import dev.segmentnovu.worker.novu.Delivery;
import dev.segmentnovu.worker.novu.DeliveryResult;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a source may be worked on in this worker: not while Novu wants to be left alone or
 * refuses the key, which the workers tell one another, nor while its circuit is open, which each
 * finds out by itself: what one worker cannot reach another may. That Novu answers again they tell
 * one another in either case.
 */
@EventLoopConfined
final class SourceHealth {

  private static final Logger LOG = LoggerFactory.getLogger(SourceHealth.class);

  /** Workers probe a suspended source so far apart at most, that the first spares the others. */
  private static final Duration APART = Duration.ofSeconds(3);

  private static final int TOO_MANY_REQUESTS = 429;

  private final String source;
  private final String novu;
  private final SourceGate gate;
  private final Circuit circuit;
  private final PauseSignals signals;
  private final RandomGenerator random;
  private final SourceMeters meters;
  private final Consumer<Duration> onHold;

  /** Whether the latest hold is a rate limit. */
  private boolean rateLimited;

  /**
   * A source that is well.
   *
   * @param novu the fingerprint of its environment of Novu: what is said of another is not heeded
   * @param onHold told each time the source is held, and for how long
   */
  SourceHealth(
      String source,
      String novu,
      SourceGate gate,
      Circuit circuit,
      PauseSignals signals,
      RandomGenerator random,
      SourceMeters meters,
      Consumer<Duration> onHold) {
    this.source = source;
    this.novu = novu;
    this.gate = gate;
    this.circuit = circuit;
    this.signals = signals;
    this.random = random;
    this.meters = meters;
    this.onHold = onHold;
  }

  /** How long the source is held; zero if it is not. */
  Duration remaining() {
    return gate.remaining();
  }

  /**
   * When a user that is given back because of a hold shall be due again. After a rate limit, which
   * is over when it is over, that is its end. A suspension or an open circuit may end at any
   * moment, by a corrected key or by the news of another worker: its users are due at once, and
   * only the closed gate keeps them from being claimed, so that they go on as soon as it opens.
   *
   * @param hold how long the hold lasts as far as is known
   */
  Duration dueAfter(Duration hold) {
    return rateLimited ? hold : Duration.ZERO;
  }

  /** Of {@code free} users, how many may be claimed while {@code inFlight} are. */
  int admits(int free, int inFlight) {
    return gate.admits(free, inFlight);
  }

  /** An attempt for a user has ended. */
  void heard(String userId, Delivery delivery) {
    DeliveryResult result = delivery.result();
    if (result instanceof DeliveryResult.SourcePaused paused) {
      boolean news = gate.remaining().isZero();
      closeCircuit();
      if (hold(paused.status(), paused.pause())) {
        report(paused);
      }
      if (news) {
        signals.announce(source, new Signal(novu, paused.status(), paused.pause()));
      }
    } else if (result instanceof DeliveryResult.Retryable failure && !saysNotYet(failure)) {
      Object shared = delivery.sharedIn();
      failed(shared == null ? userId : shared, failure);
    } else if (!(result instanceof DeliveryResult.Postponed)) {
      closeCircuit();
      if (opened(gate.open(), "Novu answers again")) {
        signals.announce(source, Signal.open(novu));
      }
    }
  }

  /** What another worker has found out; true if the source may be worked on again. */
  boolean told(Signal signal) {
    if (!signal.novu().equals(novu)) {
      return false;
    }
    if (signal.isOpen()) {
      // if this one cannot reach it nevertheless, it finds that out anew
      closeCircuit();
      return opened(gate.release(), "Novu answers another worker again");
    }
    if (hold(signal.status(), signal.pause())) {
      LOG.warn(
          "Source {}: Novu answered another worker {}; waiting {} s",
          source,
          signal.status(),
          signal.pause().toSeconds());
    }
    return false;
  }

  /** It is served no more, or by another Novu: nothing is known of it, and nothing counted. */
  void leave() {
    closeCircuit();
    if (gate.release()) {
      meters.held(-1);
    }
  }

  /** An earlier call is still under way (409), or the like (425): Novu is well. */
  private static boolean saysNotYet(DeliveryResult.Retryable failure) {
    Integer status = failure.status();
    return status != null && (status == 409 || status == 425);
  }

  private void failed(Object who, DeliveryResult.Retryable failure) {
    boolean wasOpen = circuit.isOpen();
    Duration pause = circuit.failed(who, gate.isProbing(), random.nextDouble());
    if (pause.isZero()) {
      return;
    }
    if (!wasOpen) {
      meters.circuit(1);
      LOG.warn(
          "Source {}: Novu only fails, its events wait and one is tried now and then: {}",
          source,
          failure.message());
    }
    holdGate(pause, false);
  }

  private void closeCircuit() {
    if (circuit.isOpen()) {
      meters.circuit(-1);
    }
    circuit.answered();
  }

  private boolean hold(int status, Duration time) {
    // a rate limit is over when it is over; a key that is refused is tried by one worker first
    boolean limited = status == TOO_MANY_REQUESTS;
    long apart = limited ? 0 : (long) (APART.toMillis() * random.nextDouble());
    return holdGate(time.plusMillis(apart), limited);
  }

  private boolean holdGate(Duration time, boolean limited) {
    rateLimited = limited;
    boolean wasOpen = gate.hold(time);
    if (wasOpen) {
      meters.held(1);
    }
    onHold.accept(dueAfter(gate.remaining()));
    return wasOpen;
  }

  private boolean opened(boolean opened, String why) {
    if (opened) {
      meters.held(-1);
      LOG.info("Source {}: {}, delivery goes on", source, why);
    }
    return opened;
  }

  private void report(DeliveryResult.SourcePaused paused) {
    if (paused.status() == TOO_MANY_REQUESTS) {
      LOG.warn("Source {}: {}; waiting {} s", source, paused.message(), paused.pause().toSeconds());
    } else {
      LOG.error(
          "Source {} is suspended, its events wait: {}. Check novu.apiKey (NOVU_API_KEY), novu.url (NOVU_API_URL) and the plan at Novu",
          source,
          paused.message());
    }
  }
}
