package dev.segmentnovu.relay.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.redis.RedisEventQueue;
import dev.segmentnovu.queue.redis.TestRedis;
import dev.segmentnovu.relay.embedded.DataDirectory;
import dev.segmentnovu.relay.embedded.EmbeddedRedis;
import dev.segmentnovu.testing.Configs;
import dev.segmentnovu.testing.FreePort;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessRuntimeTest {
  @TempDir private Path temporary;

  @Test
  void a_process_that_starts_before_redis_finds_it_later() throws Exception {
    int port = FreePort.next();
    try (var directory = DataDirectory.hold(temporary);
        var shutdown = new Shutdown(Duration.ofSeconds(10))) {
      RelayConfig.Redis redis;
      try (var before = EmbeddedRedis.start(directory, port)) {
        redis = TestRedis.redis(before.uri().toString());
      }
      var runtime = new ProcessRuntime(shutdown);
      RedisEventQueue queue = runtime.queue(redis, Configs.defaults().queue());
      var readiness =
          ProcessRuntime.readiness(() -> true, () -> queue.claimProblem(List.of("web")));
      assertThat(readiness.unready().toCompletableFuture().get()).isPresent();
      assertThatThrownBy(() -> queue.stats("web").toCompletableFuture().get())
          .hasCauseInstanceOf(QueueUnavailableException.class);

      EmbeddedRedis server = EmbeddedRedis.start(directory, port);
      shutdown.add("Redis", server::close);

      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> readiness.unready().toCompletableFuture().get().isEmpty());
      assertThat(queue.stats("web").toCompletableFuture().get().depth()).isZero();
      var starting =
          ProcessRuntime.readiness(() -> false, () -> queue.claimProblem(List.of("web")));
      assertThat(starting.unready().toCompletableFuture().get())
          .hasValueSatisfying(why -> assertThat(why).contains("still starting"));
    }
  }
}
