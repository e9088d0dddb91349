package dev.segmentnovu.relay.runtime;

import static java.util.concurrent.CompletableFuture.delayedExecutor;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ShutdownTest {
  private final List<String> stopped = new CopyOnWriteArrayList<>();

  @Test
  void the_latest_step_runs_first_and_only_once() {
    var shutdown = new Shutdown(Duration.ofSeconds(10));
    shutdown.add("redis", () -> stopped.add("redis"));
    shutdown.add("worker", () -> stopped.add("worker"));
    shutdown.add("ingest", () -> stopped.add("ingest"));

    shutdown.close();
    shutdown.close();

    assertThat(stopped).containsExactly("ingest", "worker", "redis");
  }

  @Test
  void a_failed_step_does_not_stop_the_next() {
    var shutdown = new Shutdown(Duration.ofSeconds(10));
    shutdown.add("redis", () -> stopped.add("redis"));
    shutdown.add(
        "worker",
        () -> {
          throw new IllegalStateException("stuck");
        });

    shutdown.close();

    assertThat(stopped).containsExactly("redis");
  }

  @Test
  void a_step_that_does_not_end_is_abandoned() {
    var never = new CountDownLatch(1);
    var shutdown = new Shutdown(Duration.ofMillis(50));
    shutdown.add("redis", () -> stopped.add("redis"));
    shutdown.add("worker", never::await);

    shutdown.close();

    assertThat(stopped).containsExactly("redis");
  }

  @Test
  void a_step_with_a_longer_limit_gets_that_time() {
    var shutdown = new Shutdown(Duration.ofMillis(1));
    shutdown.add("redis", () -> stopped.add("redis"));
    var drained =
        CompletableFuture.runAsync(
            () -> stopped.add("worker"), delayedExecutor(200, TimeUnit.MILLISECONDS));
    shutdown.add("worker", Duration.ofSeconds(10), drained::get);

    shutdown.close();

    assertThat(stopped).startsWith("worker");
  }

  @Test
  void a_step_added_after_the_signal_runs_at_once() {
    var shutdown = new Shutdown(Duration.ofSeconds(10));
    shutdown.close();

    shutdown.add("redis", () -> stopped.add("redis"));

    assertThat(stopped).containsExactly("redis");
  }
}
