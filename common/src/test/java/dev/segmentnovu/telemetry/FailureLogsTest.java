package dev.segmentnovu.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** With a clock that the test advances. */
final class FailureLogsTest {

  private long now = Long.MAX_VALUE - Duration.ofSeconds(30).toNanos();
  private final FailureLogs logs = new FailureLogs(() -> now);
  private final List<String> lines = new ArrayList<>();

  private void fail(String kind) {
    logs.failed(kind, () -> lines.add(kind), more -> lines.add(kind + " +" + more));
  }

  private void pass(int seconds) {
    for (int i = 0; i < seconds; i++) {
      now += Duration.ofSeconds(1).toNanos();
      logs.look();
    }
  }

  @Test
  void the_first_of_a_kind_has_a_line_and_the_others_a_count_after_a_minute() {
    fail("a");
    fail("b");
    fail("a");
    fail("a");
    pass(59);
    assertThat(lines).containsExactly("a", "b");

    pass(1);

    assertThat(lines).containsExactly("a", "b", "a +2");
  }

  @Test
  void a_kind_that_continues_has_one_line_a_minute() {
    for (int second = 0; second < 180; second++) {
      fail("a");
      pass(1);
    }
    assertThat(lines).containsExactly("a", "a +59", "a +60", "a +60");

    pass(60);
    assertThat(lines).endsWith("a +60").hasSize(4);
  }

  @Test
  void after_a_quiet_minute_the_next_failure_is_a_first_one_again() {
    fail("a");
    pass(60);
    fail("a");

    assertThat(lines).containsExactly("a", "a");
  }

  @Test
  void the_end_of_the_process_tells_of_the_last_part_of_a_minute() {
    fail("a");
    fail("a");
    fail("b");
    logs.close();
    logs.close();

    assertThat(lines).containsExactly("a", "b", "a +1");
  }

  @Test
  void a_late_look_loses_no_count() {
    fail("a");
    fail("a");
    now += Duration.ofMinutes(2).toNanos();
    fail("a");

    assertThat(lines).containsExactly("a", "a +1", "a");
  }

  @Test
  void lines_tell_of_each_failure_exactly_once_whenever_they_come() {
    var random = RandomGenerator.of("L64X128MixRandom");
    int[] failures = new int[3];
    for (int step = 0; step < 20_000; step++) {
      int kind = random.nextInt(failures.length);
      for (int i = random.nextInt(4); i > 0; i--) {
        fail("k" + kind);
        failures[kind]++;
      }
      now += random.nextLong(Duration.ofSeconds(step % 100 == 0 ? 90 : 3).toNanos());
      if (random.nextInt(3) > 0) {
        logs.look();
      }
    }
    logs.close();

    for (int kind = 0; kind < failures.length; kind++) {
      assertThat(told("k" + kind)).isEqualTo(failures[kind]);
    }
  }

  @Test
  void threads_lose_no_failure() throws Exception {
    var told = new AtomicLong();
    var done = new CountDownLatch(4);
    for (int thread = 0; thread < 4; thread++) {
      new Thread(
              () -> {
                for (int i = 0; i < 20_000; i++) {
                  logs.failed("k" + i % 3, told::incrementAndGet, told::addAndGet);
                  if (i % 100 == 0) {
                    logs.close(); // forgets kinds without failures meanwhile
                  }
                }
                done.countDown();
              })
          .start();
    }
    done.await();
    logs.close();

    assertThat(told).hasValue(80_000);
  }

  @Test
  void kinds_without_end_share_one_count() {
    for (int i = 0; i < FailureLogs.MAX_KINDS + 50; i++) {
      fail("k" + i);
    }
    // the first failure beyond the bound has a line; the others share a count in another logger
    assertThat(lines).hasSize(FailureLogs.MAX_KINDS + 1);

    pass(61);
    lines.clear();
    fail("k" + (FailureLogs.MAX_KINDS + 20));

    assertThat(lines).containsExactly("k" + (FailureLogs.MAX_KINDS + 20));
  }

  private long told(String kind) {
    return lines.stream()
        .filter(line -> line.startsWith(kind))
        .mapToLong(
            line -> line.equals(kind) ? 1 : Long.parseLong(line.substring(kind.length() + 2)))
        .sum();
  }
}
