package dev.segmentnovu.queue.redis.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.queue.redis.script.QueueKeys;
import org.junit.jupiter.api.Test;

final class RedisConnectionTest {

  @Test
  void the_guard_key_has_the_same_hash_tag() {
    QueueKeys keys = QueueKeys.of("default", 3, 12);
    assertThat(RedisConnection.guardKey(keys.ready())).isEqualTo(keys.prefix() + "never");
  }
}
