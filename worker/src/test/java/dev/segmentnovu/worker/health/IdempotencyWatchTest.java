package dev.segmentnovu.worker.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.queue.SettleResult;
import dev.segmentnovu.telemetry.Metrics;
import dev.segmentnovu.worker.novu.ResponseHead;
import dev.segmentnovu.worker.testing.ScriptedConsumer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class IdempotencyWatchTest {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final SourceMeters meters = new WorkerMeters(registry).source("web");
  private final ScriptedConsumer queue =
      new ScriptedConsumer(1, (shard, users) -> List.of(), settlement -> SettleResult.APPLIED);
  private final IdempotencyWatch watch = watch("one");

  @ParameterizedTest
  @CsvSource({
    "POST, 201, application/json, relay-1, true",
    "PATCH, 200, application/json, relay-1, true",
    "POST, 422, application/json, relay-1, true",
    "POST, 503, application/json, relay-1, true",
    "POST, 201, application/json; charset=utf-8, , false",
    "PATCH, 200, application/json, , false",
    // Novu responds so before it reads the header, or another server does
    "POST, 401, application/json, , ",
    "POST, 429, application/json, , ",
    "POST, 422, application/json, , ",
    "POST, 500, application/json, , ",
    "POST, 502, text/html, , ",
    "POST, 200, text/html, , ",
    "POST, 200, , , ",
    "GET, 200, application/json, , ",
    "DELETE, 200, application/json, , ",
  })
  void only_a_success_or_a_repeated_key_is_a_finding(
      String method,
      int status,
      @Nullable String type,
      @Nullable String key,
      @Nullable Boolean finding) {
    assertThat(gauge()).isNaN();

    observe(watch, method, status, type, key);

    if (finding == null) {
      assertThat(queue.idempotency).isEmpty();
      assertThat(gauge()).isNaN();
    } else {
      assertThat(queue.idempotency).containsExactly(finding);
      assertThat(gauge()).isEqualTo(finding ? 1 : 0);
    }
  }

  @Test
  void a_finding_is_stored_once_and_again_when_it_changes() {
    for (int call = 0; call < 3; call++) {
      observe(watch, "POST", 201, "application/json", null);
    }
    observe(watch, "POST", 201, "application/json", "relay-1");
    observe(watch, "POST", 429, "application/json", null);
    observe(watch, "POST", 201, "application/json", "relay-2");

    assertThat(queue.idempotency).containsExactly(false, true);
    assertThat(gauge()).isEqualTo(1);
  }

  @Test
  void a_process_reports_each_finding_about_a_novu_once() {
    assertThat(meters.idempotency("one", false)).isTrue();
    assertThat(meters.idempotency("one", false)).as("by another worker").isFalse();
    assertThat(meters.idempotency("one", true)).isTrue();
    assertThat(meters.idempotency("one", false)).as("it goes to and fro").isFalse();
    assertThat(meters.idempotency("two", false)).as("the source has another Novu").isTrue();
    assertThat(gauge()).isZero();
  }

  private IdempotencyWatch watch(String novu) {
    return new IdempotencyWatch("web", novu, meters, queue::storeIdempotency);
  }

  private static void observe(
      IdempotencyWatch watch,
      String method,
      int status,
      @Nullable String type,
      @Nullable String key) {
    boolean isJson = type != null && type.contains("json");
    watch.observe(method, new ResponseHead(status, null, false, key != null, isJson, null));
  }

  private double gauge() {
    return registry.get(Metrics.IDEMPOTENCY).tag("source", "web").gauge().value();
  }
}
