package dev.segmentnovu.queue.redis.control;

import dev.segmentnovu.queue.redis.client.RedisState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Remembers when the append-only files of all servers were last seen on disk. Redis tells only
 * whether a file waits for the disk now, so the answer is as exact as the servers are asked often.
 * Thread-safe.
 */
final class DiskWatch {

  private final LongSupplier nanoTime;

  /** When no file waited for its disk; null if that was never seen. */
  private final AtomicReference<@Nullable Long> syncedAtNanos = new AtomicReference<>();

  /**
   * A watch that has seen nothing.
   *
   * @param nanoTime as {@link System#nanoTime()}
   */
  DiskWatch(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Notes what the servers say now.
   *
   * @return how long ago all files were last seen on disk; empty where a server keeps none, or
   *     while that was never seen
   */
  Optional<Duration> see(List<RedisState> servers) {
    if (!servers.stream().allMatch(RedisState::appendOnly)) {
      syncedAtNanos.set(null);
      return Optional.empty();
    }
    long now = nanoTime.getAsLong();
    if (servers.stream().noneMatch(RedisState::diskIsBehind)) {
      syncedAtNanos.set(now);
    }
    return Optional.ofNullable(syncedAtNanos.get()).map(at -> Duration.ofNanos(now - at));
  }
}
