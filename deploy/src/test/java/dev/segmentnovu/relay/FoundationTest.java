package dev.segmentnovu.relay;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.segmentnovu.config.RelayConfig;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoundationTest {
  @TempDir private Path temporary;

  @Test
  void a_process_that_starts_before_redis_waits_for_it() throws Exception {
    int port = freePort();
    var redis = URI.create("redis://127.0.0.1:" + port);
    try (var directory = DataDirectory.hold(temporary);
        var shutdown = new Shutdown(Duration.ofSeconds(10))) {
      var foundation = new Foundation(shutdown);
      var queue =
          CompletableFuture.supplyAsync(() -> foundation.queue(redis, RelayConfig.Queue.DEFAULT));
      assertThatThrownBy(() -> queue.get(300, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);

      EmbeddedRedis server = EmbeddedRedis.start(directory, port);
      shutdown.add("Redis", server::close);

      var readiness = Foundation.readiness(queue.get(60, TimeUnit.SECONDS));
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> readiness.unready().toCompletableFuture().get().isEmpty());
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
