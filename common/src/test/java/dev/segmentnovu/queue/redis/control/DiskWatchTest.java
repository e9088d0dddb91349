package dev.segmentnovu.queue.redis.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.queue.redis.client.RedisState;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How long a disk is behind, on a stepped clock. */
final class DiskWatchTest {

  private static final RedisState SYNCED = server(true, false);
  private static final RedisState BEHIND = server(true, true);
  private static final RedisState WITHOUT_FILE = server(false, false);

  private final AtomicLong nanos = new AtomicLong(7);
  private final DiskWatch watch = new DiskWatch(nanos::get);

  @Test
  void a_disk_that_stands_still_is_behind_for_longer_and_longer() {
    assertThat(watch.see(List.of(BEHIND))).as("never seen on disk").isEmpty();
    assertThat(watch.see(List.of(SYNCED))).contains(Duration.ZERO);
    pass(Duration.ofSeconds(5));
    assertThat(watch.see(List.of(BEHIND))).contains(Duration.ofSeconds(5));
    pass(Duration.ofSeconds(5));
    assertThat(watch.see(List.of(SYNCED, BEHIND))).contains(Duration.ofSeconds(10));
    assertThat(watch.see(List.of(SYNCED, SYNCED))).contains(Duration.ZERO);
  }

  @Test
  void without_a_file_nothing_is_on_disk() {
    assertThat(watch.see(List.of(SYNCED))).isPresent();
    assertThat(watch.see(List.of(SYNCED, WITHOUT_FILE))).isEmpty();
    assertThat(watch.see(List.of(BEHIND))).as("another file").isEmpty();
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private static RedisState server(boolean appendOnly, boolean behind) {
    return new RedisState("master", "7.2.4", "noeviction", appendOnly, behind, 0, 0);
  }
}
