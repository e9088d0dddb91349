package dev.segmentnovu.queue.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.segmentnovu.queue.PauseSignals.Signal;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

final class PauseSignalsTest {

  private final String source = "h" + UUID.randomUUID();

  @Test
  void a_signal_reaches_all_workers_of_its_source_and_no_others() {
    try (var one = new RedisConnection(TestRedis.redis());
        var other = new RedisConnection(TestRedis.redis())) {
      List<Signal> here = new CopyOnWriteArrayList<>();
      List<Signal> there = new CopyOnWriteArrayList<>();
      List<Signal> elsewhere = new CopyOnWriteArrayList<>();
      new RedisPauseSignals(one).onSignal(source, here::add);
      new RedisPauseSignals(other).onSignal(source, there::add);
      new RedisPauseSignals(other).onSignal(source + "2", elsewhere::add);
      var hold = new Signal("0123456789abcdef", 429, Duration.ofMillis(7_500));

      // once both listen
      await()
          .until(
              () -> {
                new RedisPauseSignals(one).announce(source, hold);
                return here.contains(hold) && there.contains(hold);
              });
      other.publish(QueueKeys.pauseChannel(source), "from another version");
      Signal open = Signal.open("0123456789abcdef");
      new RedisPauseSignals(other).announce(source, open);

      await().until(() -> here.contains(open) && there.contains(open));
      assertThat(here).containsOnly(hold, open);
      assertThat(open.isOpen()).isTrue();
      assertThat(hold.isOpen()).isFalse();
      assertThat(elsewhere).isEmpty();
    }
  }
}
