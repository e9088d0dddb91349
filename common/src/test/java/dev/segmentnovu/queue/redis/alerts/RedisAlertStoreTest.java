package dev.segmentnovu.queue.redis.alerts;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.segmentnovu.queue.admin.AlertStore.Contents;
import dev.segmentnovu.queue.admin.AlertStore.Turn;
import dev.segmentnovu.queue.redis.SteppedRedis;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class RedisAlertStoreTest {

  private static final long NOW = 1_700_000_000_000L;

  private final String tag = "t" + UUID.randomUUID();
  private final SteppedRedis redis = new SteppedRedis("clock-" + tag);
  private final RedisAlertStore store = new RedisAlertStore(redis, tag, Duration.ofMinutes(1));

  @BeforeEach
  void start() {
    redis.clock(NOW);
  }

  @AfterEach
  void close() {
    redis.close();
  }

  private static <T> T get(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(20, SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private Turn lead(String process) {
    return get(store.lead(process, ""));
  }

  private boolean save(String process, long version, String state) {
    return get(store.save(process, new Contents(version, state, "pending", "latest")));
  }

  @Test
  void one_process_leads_and_reads_what_it_stored() {
    Turn first = lead("a");
    assertThat(first.leads()).isTrue();
    assertThat(first.now()).isEqualTo(Instant.ofEpochMilli(NOW));
    assertThat(first.contents()).isEqualTo(new Contents(0, "", "", ""));

    assertThat(save("a", 1, "state")).isTrue();

    assertThat(lead("b").leads()).isFalse();
    assertThat(lead("b").contents()).isEqualTo(new Contents(0, "", "", ""));
    assertThat(lead("a").contents()).isEqualTo(new Contents(1, "state", "pending", "latest"));
    assertThat(get(store.read())).isEqualTo(new Contents(1, "state", "pending", "latest"));
  }

  @Test
  void a_process_that_does_not_lead_stores_nothing() {
    lead("a");

    assertThat(save("b", 1, "other")).isFalse();
    assertThat(get(store.read()).version()).isZero();
  }

  @Test
  void a_late_second_call_does_not_bring_older_texts_back() {
    lead("a");
    save("a", 1, "first");
    save("a", 2, "second");

    assertThat(save("a", 1, "first")).isTrue();
    assertThat(get(store.read()).state()).isEqualTo("second");
  }

  @Test
  void a_lease_that_is_given_back_is_free_at_once() {
    lead("a");
    get(store.release("b"));
    assertThat(lead("b").leads()).isFalse();

    get(store.release("a"));
    assertThat(lead("b").leads()).isTrue();
  }

  @Test
  void the_lease_of_a_process_that_died_ends_by_itself() {
    var brief = new RedisAlertStore(redis, tag, Duration.ofMillis(100));
    get(brief.lead("a", ""));

    await().until(() -> get(brief.lead("b", "")).leads());
    assertThat(get(brief.save("a", new Contents(1, "late", "", "")))).isFalse();
  }

  @Test
  void the_leader_learns_which_processes_refuse_their_configuration() {
    lead("a");
    get(store.lead("b", "queue.lease is wrong"));
    get(store.lead("c", "another"));

    assertThat(lead("a").refusals()).containsExactlyInAnyOrder("queue.lease is wrong", "another");

    lead("c");
    assertThat(lead("a").refusals()).containsExactly("queue.lease is wrong");
    assertThat(get(store.lead("b", "queue.lease is wrong")).refusals()).isEmpty();
  }

  @Test
  void a_report_of_a_process_that_died_counts_for_half_a_minute() {
    lead("a");
    get(store.lead("b", "wrong"));

    redis.clock(NOW + 29_999);
    assertThat(lead("a").refusals()).containsExactly("wrong");
    redis.clock(NOW + 30_000);
    assertThat(lead("a").refusals()).isEmpty();
  }

  @Test
  void a_process_that_stops_withdraws_its_report() {
    lead("a");
    get(store.lead("b", "wrong"));

    get(store.release("b"));

    assertThat(lead("a").refusals()).isEmpty();
  }

  @Test
  void the_number_of_reports_is_bounded() {
    for (int i = 0; i < 120; i++) {
      get(store.lead("p" + i, "wrong"));
    }

    assertThat(lead("p0").refusals()).hasSize(99);
  }

  @Test
  void all_keys_have_one_hash_tag() {
    get(store.lead("a", "wrong"));
    save("a", 1, "state");

    assertThat(redis.client().getKeys().deleteByPattern("relay:{" + tag + "}:*")).isEqualTo(3);
    assertThat(redis.client().getKeys().deleteByPattern("*" + tag + "*")).isEqualTo(1);
  }
}
