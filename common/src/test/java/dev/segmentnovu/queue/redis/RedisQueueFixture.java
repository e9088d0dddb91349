package dev.segmentnovu.queue.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.config.setting.QueueSettings;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.EnqueueResult;
import dev.segmentnovu.queue.NewEvent;
import dev.segmentnovu.queue.Profile;
import dev.segmentnovu.queue.SettleResult;
import dev.segmentnovu.queue.Settlement;
import dev.segmentnovu.queue.Settlement.Next;
import dev.segmentnovu.queue.Settlement.Settled;
import dev.segmentnovu.testing.Configs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** Queues in the test's Redis, of a source of its own, and the steps that their tests share. */
abstract class RedisQueueFixture {

  final String source = "t" + UUID.randomUUID().toString().replace("-", "");

  /** What is closed in the end. */
  final List<RedisEventQueue> open = new ArrayList<>();

  RedisEventQueue queue() {
    return queue(Configs.settings());
  }

  RedisEventQueue queue(Duration lease, int shards) {
    return queue(Configs.with(QueueSettings.LEASE, lease).and(QueueSettings.SHARDS, shards));
  }

  RedisEventQueue queue(Configs settings) {
    var queue = RedisEventQueue.connect(TestRedis.redis(), settings.queue());
    open.add(queue);
    return queue;
  }

  @AfterEach
  void close() {
    open.forEach(RedisEventQueue::close);
  }

  void enqueue(RedisEventQueue queue, String user, String... ids) {
    List<NewEvent> events = new ArrayList<>();
    for (String id : ids) {
      events.add(event(user, id));
    }
    assertThat(get(queue.enqueue(source, events))).isEqualTo(new EnqueueResult.Accepted(0));
  }

  static NewEvent event(String user, String id) {
    return new NewEvent(user, id, utf8(id));
  }

  ClaimedUser claimOne(RedisEventQueue queue) {
    List<ClaimedUser> users = get(queue.claim(source, 0, 1, true)).users();
    assertThat(users).hasSize(1);
    return users.get(0);
  }

  static SettleResult settle(
      RedisEventQueue queue, ClaimedUser user, int position, Next next, Settled... settled) {
    return get(
        queue.settle(
            new Settlement(user, position, List.of(settled), next, new Profile.Untouched())));
  }

  static Settled delivered() {
    return new Settled.Delivered();
  }

  static List<String> texts(ClaimedUser user) {
    return user.entries().stream().map(entry -> new String(entry, UTF_8)).toList();
  }

  static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }

  static <T extends @Nullable Object> T get(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(20, SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
