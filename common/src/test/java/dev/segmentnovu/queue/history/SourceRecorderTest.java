package dev.segmentnovu.queue.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.segmentnovu.config.Secret;
import dev.segmentnovu.queue.history.failure.Failure;
import dev.segmentnovu.queue.history.failure.FailureTally;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class SourceRecorderTest {

  private static final Instant NOW = Instant.parse("2026-11-23T16:00:00Z");

  private final SourceRecorder recorder = new ActivityRecorder().source("web");

  @Test
  void a_report_counts_what_happened_since_the_one_before() {
    recorder.count(ActivityCount.RECEIVED, 3);
    recorder.delivered(Duration.ofMillis(100));

    ActivityReport first = recorder.report();
    recorder.count(ActivityCount.RECEIVED, 2);
    ActivityReport second = recorder.report();

    assertThat(first.counts())
        .containsOnly(entry(ActivityCount.RECEIVED, 3L), entry(ActivityCount.DELIVERED, 1L));
    assertThat(first.delays().percentile(0.5)).hasValue(DelayBuckets.middle(13));
    assertThat(second.counts()).containsOnly(entry(ActivityCount.RECEIVED, 2L));
    assertThat(second.delays().percentile(0.5)).isEmpty();
    assertThat(recorder.report().isEmpty()).isTrue();
  }

  @Test
  void no_count_of_any_thread_is_lost_while_reports_are_made() throws Exception {
    int each = 50_000;
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      var thread =
          new Thread(
              () -> {
                for (int n = 0; n < each; n++) {
                  recorder.delivered(Duration.ofMillis(n));
                  if (n % 100 == 0) {
                    recorder.failed(failure("boom", "u" + n, null));
                  }
                }
              });
      threads.add(thread);
      thread.start();
    }
    long delivered = 0;
    long retries = 0;
    boolean alive = true;
    while (alive) {
      alive = threads.stream().anyMatch(Thread::isAlive);
      ActivityReport report = recorder.report();
      delivered += report.counts().getOrDefault(ActivityCount.DELIVERED, 0L);
      retries += report.failures().stream().mapToLong(FailureTally::retries).sum();
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(delivered).isEqualTo(4L * each);
    assertThat(retries).isEqualTo(4L * each / 100);
  }

  @Test
  void failures_that_differ_only_in_values_are_one_group() {
    recorder.failed(failure("no subscriber u1", "u1", null));
    recorder.failed(failure("no subscriber u2", "u2", "web.0.b"));
    recorder.failed(failure("no subscriber u2", "u2", null));

    List<FailureTally> groups = recorder.report().failures();

    assertThat(groups).hasSize(1);
    FailureTally group = groups.get(0);
    assertThat(group.kind().message()).isEqualTo("no subscriber <id>");
    assertThat(group.deadLetters()).isEqualTo(1);
    assertThat(group.retries()).isEqualTo(2);
    assertThat(group.users().estimate()).isEqualTo(2);
    assertThat(group.sample()).isEqualTo("web.0.b");
  }

  @Test
  void groups_are_bounded_and_a_report_carries_some_of_them() {
    IntStream.range(0, 2_000).forEach(i -> recorder.failed(failure(word(i), "u", null)));

    int all = 0;
    for (var groups = recorder.report().failures();
        !groups.isEmpty();
        groups = recorder.report().failures()) {
      assertThat(groups).hasSizeLessThanOrEqualTo(SourceRecorder.FAILURES_PER_REPORT);
      all += groups.size();
    }

    assertThat(all).isEqualTo(SourceRecorder.FAILURES_KEPT);
  }

  @Test
  void names_that_are_too_many_count_under_no_name() {
    IntStream.range(0, SourceRecorder.NAMES_KEPT + 5)
        .forEach(i -> recorder.unmapped("E" + i, i % 2 == 0, NOW));

    List<UnmappedTally> all = new ArrayList<>();
    for (var names = recorder.report(); !names.unmapped().isEmpty(); names = recorder.report()) {
      assertThat(names.unmapped()).hasSizeLessThanOrEqualTo(SourceRecorder.NAMES_PER_REPORT);
      all.addAll(names.unmapped());
    }

    assertThat(all).hasSize(SourceRecorder.NAMES_KEPT + 1);
    assertThat(all).filteredOn(each -> each.name().isEmpty()).extracting("count").containsOnly(5L);
    assertThat(all).extracting(UnmappedTally::count).filteredOn(n -> n == 1).hasSize(1_000);
  }

  @Test
  void names_that_come_again_and_again_keep_no_other_name_waiting() {
    Set<String> reported = new HashSet<>();
    for (int flush = 0; flush < 3; flush++) {
      IntStream.range(0, 3 * SourceRecorder.NAMES_PER_REPORT)
          .forEach(i -> recorder.unmapped("E" + i, false, NOW));
      recorder.report().unmapped().forEach(each -> reported.add(each.name()));
    }

    assertThat(reported).hasSize(3 * SourceRecorder.NAMES_PER_REPORT);
  }

  @Test
  void failures_that_come_again_and_again_keep_no_other_group_waiting() {
    Set<String> reported = new HashSet<>();
    for (int flush = 0; flush < 4; flush++) {
      IntStream.range(0, 4 * SourceRecorder.FAILURES_PER_REPORT)
          .forEach(i -> recorder.failed(failure(word(i), "u", null)));
      recorder.report().failures().forEach(each -> reported.add(each.kind().message()));
    }

    assertThat(reported).hasSize(4 * SourceRecorder.FAILURES_PER_REPORT);
  }

  @Test
  void of_a_flood_of_rejections_the_latest_are_kept_and_all_are_counted() {
    for (int i = 0; i < 250; i++) {
      recorder.rejected(new Rejection(NOW, "too_large", "m", "m" + i, "u", i));
    }
    recorder.refusedUnknownSender("unauthorized");

    ActivityReport report = recorder.report();

    assertThat(report.rejections()).hasSize(SourceRecorder.REJECTIONS_KEPT);
    assertThat(report.rejections().get(0).index()).isEqualTo(200);
    assertThat(report.rejections().get(49).index()).isEqualTo(249);
    assertThat(report.rejectionCodes())
        .containsOnly(entry("too_large", 250L), entry("unauthorized", 1L));
    assertThat(recorder.report().isEmpty()).isTrue();
  }

  @Test
  void of_the_samples_the_latest_depth_and_the_longest_wait_stay() {
    recorder.sampled(new QueueGauge(5, Duration.ofSeconds(9)));
    recorder.sampled(new QueueGauge(7, Duration.ofSeconds(2)));

    assertThat(recorder.report().gauge()).isEqualTo(new QueueGauge(7, Duration.ofSeconds(9)));
    assertThat(recorder.report().gauge()).isNull();
  }

  @Test
  void the_greatest_use_of_the_budget_stays() {
    recorder.sampled(new QueueGauge(5, Duration.ZERO, 0.25));
    recorder.sampled(new QueueGauge(5, Duration.ZERO, 0.75));
    recorder.sampled(new QueueGauge(5, Duration.ZERO, null));

    assertThat(recorder.report().gauge()).isEqualTo(new QueueGauge(5, Duration.ZERO, 0.75));
  }

  @Test
  void the_last_use_of_a_credential_is_reported_once() {
    Secret secret = new Secret("secret-1");
    String key = new Credential(Credential.Kind.WRITE_KEY, secret).fingerprint();
    String signing = new Credential(Credential.Kind.SHARED_SECRET, secret).fingerprint();
    recorder.used(Credential.Kind.WRITE_KEY, secret, 5_000);
    recorder.used(Credential.Kind.WRITE_KEY, secret, 5_999);
    recorder.used(Credential.Kind.SHARED_SECRET, secret, 7_000);

    assertThat(recorder.report().credentials())
        .as("to the second")
        .containsOnly(entry(key, 5_000L), entry(signing, 7_000L));
    assertThat(recorder.report().isEmpty()).isTrue();

    recorder.used(Credential.Kind.WRITE_KEY, secret, 6_000);
    assertThat(recorder.report().credentials()).containsOnly(entry(key, 6_000L));
    assertThat(key).doesNotContain("secret").hasSize(10).isNotEqualTo(signing);
  }

  @Test
  void only_so_many_credentials_are_known() {
    for (int i = 0; i < 2 * SourceRecorder.CREDENTIALS_KEPT; i++) {
      recorder.used(Credential.Kind.WRITE_KEY, new Secret("key-" + i), 5_000);
    }

    assertThat(recorder.report().credentials()).hasSize(SourceRecorder.CREDENTIALS_KEPT);
  }

  @Test
  void texts_of_clients_are_cut() {
    var rejection = new Rejection(NOW, "c", "m".repeat(900), "i".repeat(900), "😀".repeat(200), 0);

    assertThat(rejection.message()).hasSize(500);
    assertThat(rejection.messageId()).hasSize(256);
    assertThat(Rejection.cut("a😀", 2)).isEqualTo("a");
    assertThat(rejection.userId()).hasSize(256);
  }

  private static String word(int number) {
    return Integer.toString(number, 26)
        .chars()
        .map(c -> Character.isDigit(c) ? 'A' + c - '0' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static Failure failure(String message, String user, @Nullable String deadLetter) {
    return new Failure("welcome", "exhausted", 503, message, user, NOW, deadLetter);
  }
}
