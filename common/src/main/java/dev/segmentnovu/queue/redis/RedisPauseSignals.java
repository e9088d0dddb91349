package dev.segmentnovu.queue.redis;

import dev.segmentnovu.queue.PauseSignals;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sends signals as messages {@code <novu> <status> <ms>} on a channel of each source. */
final class RedisPauseSignals implements PauseSignals {

  private static final Pattern MESSAGE = Pattern.compile("([0-9a-f]{16}) (\\d{1,3}) (\\d{1,9})");

  private final RedisConnection redis;

  RedisPauseSignals(RedisConnection redis) {
    this.redis = redis;
  }

  @Override
  public void announce(String source, Signal signal) {
    redis.publish(
        QueueKeys.pauseChannel(source),
        signal.novu() + " " + signal.status() + " " + Math.max(0, signal.pause().toMillis()));
  }

  @Override
  public void onSignal(String source, Consumer<Signal> listener) {
    var unused =
        redis.listen(QueueKeys.pauseChannel(source), message -> read(message).ifPresent(listener));
  }

  /** Empty for a message of another form, which another version may send. */
  private static Optional<Signal> read(String message) {
    Matcher parts = MESSAGE.matcher(message);
    return parts.matches()
        ? Optional.of(
            new Signal(
                parts.group(1),
                Integer.parseInt(parts.group(2)),
                Duration.ofMillis(Long.parseLong(parts.group(3)))))
        : Optional.empty();
  }
}
