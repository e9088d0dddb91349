package dev.segmentnovu.relay.runtime;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops what was started, in reverse order, once: at a signal or after a failed start. Each step
 * has a time limit, and a failed step does not stop the next ones.
 */
public final class Shutdown implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);

  private final Deque<Step> steps = new ArrayDeque<>();
  private final CountDownLatch signal = new CountDownLatch(1);
  private final Duration stepLimit;

  /** Stops one thing; returns when it has stopped. */
  @FunctionalInterface
  public interface Stop {
    void run() throws Exception;
  }

  private record Step(String what, Duration limit, Stop stop) {}

  /**
   * A shutdown without steps.
   *
   * @param stepLimit how long a step may take that has no limit of its own
   */
  public Shutdown(Duration stepLimit) {
    this.stepLimit = stepLimit;
  }

  /** Runs the steps when the process gets a stop signal. */
  public Shutdown onSignal() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "shutdown"));
    return this;
  }

  /** Adds a step that runs before all earlier ones. After the signal it runs at once. */
  public void add(String what, Stop stop) {
    add(what, stepLimit, stop);
  }

  /** The same with a time limit of its own. */
  public synchronized void add(String what, Duration limit, Stop stop) {
    steps.push(new Step(what, limit, stop));
    if (signal.getCount() == 0) {
      close();
    }
  }

  /** Returns when the process gets a stop signal; another thread runs the steps. */
  public void awaitSignal() throws InterruptedException {
    signal.await();
  }

  @Override
  public synchronized void close() {
    signal.countDown();
    var executor =
        Executors.newCachedThreadPool(
            task -> {
              var thread = new Thread(task, "stop");
              thread.setDaemon(true);
              return thread;
            });
    while (!steps.isEmpty()) {
      Step step = steps.pop();
      LOG.info("Stopping {}", step.what);
      var stopping =
          executor.submit(
              () -> {
                step.stop.run();
                return step;
              });
      try {
        stopping.get(step.limit.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        LOG.warn("{} did not stop within {} s; going on", step.what, step.limit.toSeconds());
      } catch (ExecutionException e) {
        LOG.warn("{} did not stop cleanly: {}", step.what, String.valueOf(e.getCause()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
    executor.shutdown();
  }
}
