package dev.segmentnovu.relay.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.queue.EnqueueResult;
import dev.segmentnovu.queue.EventProducer;
import dev.segmentnovu.telemetry.Readiness;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Uses a clock that the test advances. */
final class AcceptanceTest {

  private static final EnqueueResult AWAY = new EnqueueResult.Unavailable("NOPERM: its user");
  private static final EnqueueResult ACCEPTED = new EnqueueResult.Accepted(0);

  private long now = Long.MAX_VALUE - 5;
  private EnqueueResult next = ACCEPTED;
  private final Acceptance acceptance = new Acceptance(() -> now);
  private final EventProducer producer =
      acceptance.noting((source, events) -> CompletableFuture.completedFuture(next));
  private final Readiness readiness =
      acceptance.guarding(() -> CompletableFuture.completedFuture(Optional.empty()));

  @Test
  void a_second_of_failed_writes_makes_the_process_unready_until_one_succeeds() {
    write(AWAY);
    assertThat(unready()).isEmpty();
    pass(Duration.ofSeconds(1));
    write(AWAY);
    assertThat(unready()).hasValue("NOPERM: its user");

    write(ACCEPTED);

    assertThat(unready()).isEmpty();
  }

  @Test
  void one_event_that_cannot_be_written_among_others_is_no_outage() {
    for (int i = 0; i < 20; i++) {
      write(AWAY);
      pass(Duration.ofMillis(500));
      assertThat(unready()).isEmpty();
      write(ACCEPTED);
    }
  }

  @Test
  void after_ten_seconds_without_a_write_the_next_event_is_the_test() {
    write(AWAY);
    pass(Acceptance.RECENT);
    assertThat(unready()).isPresent();

    pass(Duration.ofMillis(1));

    assertThat(unready()).isEmpty();
    write(AWAY);
    assertThat(unready()).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"full", "unreplicated"})
  void each_kind_of_failure_has_its_reason(String how) {
    write(
        how.equals("full")
            ? new EnqueueResult.Full()
            : new EnqueueResult.Unreplicated("on 0 of 1 replicas"));
    pass(Duration.ofSeconds(2));

    assertThat(unready())
        .hasValueSatisfying(
            why -> assertThat(why).contains(how.equals("full") ? "maxmemory" : "replicas"));
  }

  private void write(EnqueueResult result) {
    next = result;
    assertThat(producer.enqueue("web", List.of()).toCompletableFuture().join()).isEqualTo(result);
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  private Optional<String> unready() {
    return readiness.unready().toCompletableFuture().join();
  }
}
