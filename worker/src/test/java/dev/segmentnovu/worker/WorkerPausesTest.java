package dev.segmentnovu.worker;

import static dev.segmentnovu.worker.testing.ScriptedNovu.AS_NOVU;
import static dev.segmentnovu.worker.testing.ScriptedNovu.response;
import static dev.segmentnovu.worker.testing.WorkerFixture.QUICK;
import static dev.segmentnovu.worker.testing.WorkerFixture.event;
import static dev.segmentnovu.worker.testing.WorkerFixture.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.segmentnovu.queue.PauseSignals;
import dev.segmentnovu.worker.testing.ScriptedNovu;
import dev.segmentnovu.worker.testing.WorkerFixture;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rate limits and refused API keys pause a source on a real Redis. */
final class WorkerPausesTest {

  private final WorkerFixture at = new WorkerFixture();
  private final ScriptedNovu novu = at.novu();

  @AfterEach
  void close() {
    at.close();
  }

  @Test
  void a_rate_limit_pauses_the_source_and_costs_no_attempt() {
    var calls = new AtomicInteger();
    novu.script(
        request ->
            calls.incrementAndGet() == 1
                ? response(429, "{\"message\":\"slow down\"}", Map.of("Retry-After", "1"))
                : AS_NOVU);
    at.start(QUICK);
    at.track("u", "User Registered", "{}");
    await().until(() -> calls.get() == 1);
    at.track("v", "User Registered", "{}");

    await().until(() -> at.stats().totals().delivered() == 2);
    assertThat(calls.get()).isEqualTo(3);
    assertThat(at.stats().dead()).isZero();
  }

  @Test
  void a_rate_limit_seen_by_one_worker_pauses_the_other_too() {
    List<Long> calls = new java.util.concurrent.CopyOnWriteArrayList<>();
    novu.script(
        request -> {
          calls.add(System.nanoTime());
          return calls.size() == 1
              ? response(429, "{\"message\":\"slow down\"}", Map.of("Retry-After", "2"))
              : AS_NOVU;
        });
    List<PauseSignals.Signal> signals = new java.util.concurrent.CopyOnWriteArrayList<>();
    at.queue().pauseSignals().onSignal(at.source(), signals::add);
    await("it listens")
        .until(
            () -> {
              at.queue()
                  .pauseSignals()
                  .announce(at.source(), PauseSignals.Signal.open("0123456789abcdef"));
              return !signals.isEmpty();
            });
    at.start(QUICK);
    at.start(QUICK);
    at.track("u", "User Registered", "{}");
    await()
        .until(
            () ->
                signals.stream()
                    .anyMatch(
                        signal ->
                            signal.status() == 429
                                && signal.pause().equals(Duration.ofSeconds(2))));
    for (int i = 0; i < 20; i++) {
      at.track("v" + i, "User Registered", "{}");
    }

    await().until(() -> at.stats().totals().delivered() == 21);
    long over = calls.get(0) + TimeUnit.SECONDS.toNanos(2);
    assertThat(calls.stream().filter(at -> at - over < 0)).as("calls during the pause").hasSize(1);
    assertThat(at.stats().dead()).isZero();
  }

  @Test
  void a_refused_api_key_suspends_the_source_and_costs_no_event() {
    novu.script(request -> response(401, "{\"message\":\"API Key not found\"}"));
    at.start(QUICK);
    for (int i = 0; i < 20; i++) {
      at.track("u" + i, "User Registered", "{}");
    }

    await().until(() -> !novu.received.isEmpty());
    await().until(() -> at.stats().claimed() == 0);
    assertThat(at.stats().depth()).isEqualTo(20);
    assertThat(at.stats().dead()).isZero();
    assertThat(novu.received).hasSizeLessThanOrEqualTo(20);
  }

  /** Novu processed none of them; the probe that ends the pause is sent alone. */
  @Test
  void the_calls_of_a_batch_that_got_a_429_are_sent_as_a_batch_again() {
    List<String> held = new java.util.concurrent.CopyOnWriteArrayList<>();
    novu.script(
        request -> {
          if (request.path().endsWith("/bulk") && held.isEmpty()) {
            request.parts().forEach(part -> held.add(part.json().path("transactionId").asText()));
            return response(429, "{}", Map.of("Retry-After", "1"));
          }
          return AS_NOVU;
        });
    get(
        at.queue()
            .enqueue(
                at.source(),
                java.util.stream.IntStream.range(0, 60)
                    .mapToObj(i -> event("u" + i, "m" + i))
                    .toList()));
    at.start(QUICK);

    await().until(() -> at.stats().totals().delivered() == 60);
    assertThat(held).hasSizeGreaterThan(5);
    List<String> alone =
        novu.received.stream()
            .filter(request -> !request.path().endsWith("/bulk"))
            .map(request -> request.json().path("transactionId").asText())
            .filter(held::contains)
            .toList();
    assertThat(alone).hasSizeLessThanOrEqualTo(1);
  }
}
