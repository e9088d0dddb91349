package dev.segmentnovu.relay.runtime;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.queue.control.Heartbeat;
import dev.segmentnovu.queue.control.Pauses;
import dev.segmentnovu.queue.control.Presence;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells Redis each second that a part of this process is alive and in which state its sources are,
 * and learns from the reply which sources operators pause. While Redis does not answer, the pauses
 * that were last known stay in force.
 */
@EventLoopConfined
final class ProcessPresence {

  private static final Logger LOG = LoggerFactory.getLogger(ProcessPresence.class);

  private static final Duration PERIOD = Duration.ofSeconds(1);
  private static final Duration FIRST_REPLY = Duration.ofSeconds(3);

  private final Context context;
  private final Presence presence;

  /** What the process reports before it serves sources. */
  private final Heartbeat first;

  private final Supplier<Future<Heartbeat>> report;
  private final Consumer<Pauses> listener;
  private final long timer;

  /** What the listener got last. */
  private Pauses known;

  /** The heartbeat in flight, or the last one; never fails. */
  private Future<Void> last = Future.succeededFuture();

  private boolean oneMore;
  private boolean stopped;

  /**
   * Reports for the first time, before the process serves any source. Blocks for a few seconds at
   * most.
   *
   * @return which sources are paused; unknown if Redis does not answer
   */
  static Pauses begin(Presence presence, Heartbeat first) {
    try {
      return presence
          .beat(first)
          .toCompletableFuture()
          .get(FIRST_REPLY.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("Redis takes no heartbeat yet", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Pauses.unknown();
  }

  /**
   * Reports each second from now on, and at once when an operator pauses or resumes a source.
   *
   * @param first names the process
   * @param known the pauses that the process knows already
   * @param report returns the present state of the process
   * @param listener gets the pauses when they change
   */
  ProcessPresence(
      Vertx vertx,
      Presence presence,
      Heartbeat first,
      Pauses known,
      Supplier<Future<Heartbeat>> report,
      Consumer<Pauses> listener) {
    context = vertx.getOrCreateContext();
    this.presence = presence;
    this.first = first;
    this.known = known;
    this.report = report;
    this.listener = listener;
    presence.onPauseChange(this::beatSoon);
    timer = vertx.setPeriodic(0, PERIOD.toMillis(), id -> beatSoon());
  }

  private void beatSoon() {
    context.runOnContext(unused -> beat());
  }

  /** One heartbeat is in flight at a time; one more follows it if it was asked for meanwhile. */
  private void beat() {
    if (!last.isComplete()) {
      oneMore = true;
      return;
    }
    if (stopped) {
      return;
    }
    oneMore = false;
    last =
        // within a future, so that an exception of the report is a failure too
        Future.succeededFuture()
            .compose(unused -> report.get())
            .compose(heartbeat -> Future.fromCompletionStage(presence.beat(heartbeat), context))
            .onSuccess(this::learn)
            .transform(done -> Future.succeededFuture());
    last.onComplete(
        unused -> {
          if (oneMore) {
            beatSoon();
          }
        });
  }

  private void learn(Pauses pauses) {
    if (!pauses.equals(known)) {
      LOG.info("Operators pause these sources now: {}; before: {}", pauses, known);
      known = pauses;
      listener.accept(pauses);
    }
  }

  /**
   * Reports no more, and tells Redis that the process has stopped. May be called from any thread.
   *
   * @return completes when Redis has forgotten the process; fails if Redis does not answer
   */
  Future<Void> stop() {
    Promise<Void> gone = Promise.promise();
    context.owner().cancelTimer(timer);
    context.runOnContext(
        unused -> {
          stopped = true;
          // a heartbeat that comes later would make the process look alive
          last.compose(sent -> Future.fromCompletionStage(presence.leave(first), context))
              .onComplete(gone);
        });
    return gone.future();
  }
}
