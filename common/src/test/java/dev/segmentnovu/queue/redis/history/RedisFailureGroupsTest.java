package dev.segmentnovu.queue.redis.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.queue.admin.history.FailureGroup;
import dev.segmentnovu.queue.admin.history.FailureGroup.Acknowledgement;
import dev.segmentnovu.queue.history.ActivityReport;
import dev.segmentnovu.queue.history.DelayHistogram;
import dev.segmentnovu.queue.history.failure.Failure;
import dev.segmentnovu.queue.history.failure.FailureKind;
import dev.segmentnovu.queue.history.failure.FailureTally;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.redisson.client.codec.StringCodec;

/** Failure groups in a real Redis whose clock the test steps. */
final class RedisFailureGroupsTest extends HistoryFixture {

  private final RedisFailureGroups groups = new RedisFailureGroups(redis);
  private long number;

  @Test
  void failures_of_all_processes_add_up() {
    report("a", failure("no subscriber u1", "u1", NOW.minusSeconds(9), null));
    report("b", failure("no subscriber u2", "u2", NOW.minusSeconds(2), "x.0.a"));
    report("a", failure("no subscriber u1", "u1", NOW.minusSeconds(5), null));

    FailureGroup group = only();

    assertThat(group.kind())
        .isEqualTo(new FailureKind("welcome", "exhausted", 503, "no subscriber <id>"));
    assertThat(group.id()).isEqualTo(source + "." + group.kind().fingerprint());
    assertThat(group.deadLetters()).isEqualTo(1);
    assertThat(group.retries()).isEqualTo(2);
    assertThat(group.users()).isEqualTo(2);
    assertThat(group.firstSeen()).isEqualTo(NOW.minusSeconds(9));
    assertThat(group.lastSeen()).isEqualTo(NOW.minusSeconds(2));
    assertThat(group.sample()).isEqualTo("x.0.a");
    assertThat(group.acknowledgement()).isNull();
  }

  @Test
  void the_group_that_failed_last_is_the_first() {
    report("a", failure("one", "u", NOW.minusSeconds(9), null));
    report("a", failure("two", "u", NOW.minusSeconds(1), null));
    report("a", failure("three", "u", NOW.minusSeconds(5), null));

    assertThat(get(groups.list(source)))
        .extracting(group -> group.kind().message())
        .containsExactly("two", "three", "one");
  }

  @Test
  void the_first_acknowledgement_stays() {
    report("a", failure("boom", "u", NOW, "x.0.a"));

    assertThat(get(groups.acknowledge(only().id(), "ann\nlee")))
        .map(FailureGroup::acknowledgement)
        .hasValue(new Acknowledgement("ann lee", NOW));
    pass(Duration.ofSeconds(5));
    assertThat(get(groups.acknowledge(only().id(), "bob"))).hasValue(only());

    assertThat(only().acknowledgement()).isEqualTo(new Acknowledgement("ann lee", NOW));
    assertThat(get(groups.acknowledge(source + ".0000000000000000", "ann"))).isEmpty();
    assertThat(get(groups.acknowledge("nothing", "ann"))).isEmpty();
  }

  @Test
  void a_dead_letter_opens_an_acknowledged_group_again() {
    report("a", failure("boom", "u", NOW, "x.0.a"));
    get(groups.acknowledge(only().id(), "ann"));
    // it died before the acknowledgement, and is reported after it
    report("b", failure("boom", "u", NOW.minusSeconds(1), "x.0.b"));
    assertThat(only().acknowledgement()).isNotNull();

    pass(Duration.ofSeconds(1));
    report("b", failure("boom", "u", NOW.plusSeconds(1), "x.0.c"));

    assertThat(only().acknowledgement()).isNull();
    assertThat(only().deadLetters()).isEqualTo(3);
  }

  @Test
  void retries_open_an_acknowledged_group_again_only_after_a_quiet_time() {
    report("a", failure("boom", "u", NOW, null));
    get(groups.acknowledge(only().id(), "ann"));

    Instant soon = NOW.plus(Duration.ofMinutes(9));
    pass(Duration.ofMinutes(9));
    report("a", failure("boom", "u", soon, null));
    assertThat(only().acknowledgement()).isNotNull();

    pass(Duration.ofMinutes(10));
    report("a", failure("boom", "u", soon.plus(Duration.ofMinutes(10)), null));
    assertThat(only().acknowledgement()).isNull();
  }

  @Test
  void of_too_many_groups_the_one_that_failed_longest_ago_is_evicted() {
    for (int i = 0; i < 20; i++) {
      int report = i;
      reportAll(
          Stream.iterate(0, n -> n + 1)
              .limit(25)
              .map(
                  n ->
                      failure(
                          "w" + (char) ('A' + n) + (char) ('a' + report),
                          "u",
                          NOW.minusSeconds(1_000 - report * 25L - n),
                          null))
              .toList());
    }
    assertThat(get(groups.list(source))).hasSize(500);

    report("a", failure("wAa", "u", NOW, null));
    report("a", failure("another", "u", NOW, null));

    assertThat(get(groups.list(source)))
        .hasSize(500)
        .extracting(group -> group.kind().message())
        .contains("wAa", "another", "wCa")
        .doesNotContain("wBa");
    assertThat(redis.client().getScoredSortedSet(prefix + "issues:seen").size()).isEqualTo(500);
    assertThat(memory("issues") + memory("issues:seen")).isLessThan(700_000);
  }

  @Test
  void a_group_that_did_not_fail_for_thirty_days_is_forgotten() {
    report("a", failure("old", "u", NOW, null));
    pass(Duration.ofDays(30));
    report("a", failure("new", "u", NOW.plus(Duration.ofDays(30)), null));

    assertThat(only().kind().message()).isEqualTo("new");
    assertThat(timeToLive("issues")).isBetween(1L, Duration.ofDays(30).toMillis());
  }

  @Test
  void what_another_program_wrote_is_left_out() {
    report("a", failure("boom", "u", NOW, null));
    Map<String, String> stored = redis.client().getMap(prefix + "issues", StringCodec.INSTANCE);
    String fingerprint = only().kind().fingerprint();
    stored.put("0", "something");
    stored.put("1", Objects.requireNonNull(stored.get(fingerprint)).replace("{", "{{"));

    assertThat(get(groups.list(source))).hasSize(1);
    assertThat(get(groups.acknowledge(source + ".0", "ann"))).isEmpty();
  }

  private FailureGroup only() {
    List<FailureGroup> all = get(groups.list(source));
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  private void report(String process, Failure failure) {
    number++;
    send(process, number, of(List.of(FailureTally.of(failure))));
  }

  private void reportAll(List<Failure> failures) {
    number++;
    send("all", number, of(failures.stream().map(FailureTally::of).toList()));
  }

  private static ActivityReport of(List<FailureTally> failures) {
    return new ActivityReport(
        Map.of(), new DelayHistogram(), null, failures, List.of(), List.of(), Map.of());
  }

  private static Failure failure(
      String message, String user, Instant at, @Nullable String deadLetter) {
    return new Failure("welcome", "exhausted", 503, message, user, at, deadLetter);
  }
}
