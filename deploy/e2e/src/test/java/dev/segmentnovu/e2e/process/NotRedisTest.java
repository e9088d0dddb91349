package dev.segmentnovu.e2e.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.segmentnovu.e2e.fixture.RelayProcess;
import dev.segmentnovu.testing.FreePort;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A process whose REDIS_URL is the address of another program keeps looking, and says why in one
 * line.
 */
final class NotRedisTest {

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"ingest", "worker"})
  void a_process_reports_in_one_line_what_responds_there(String command) throws Exception {
    HttpServer web =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    web.start();
    int health = FreePort.next();
    Map<String, String> settings =
        Map.of(
            "REDIS_URL",
            "redis://:hush@127.0.0.1:" + web.getAddress().getPort(),
            "NOVU_API_KEY",
            "key",
            "SEGMENT_WRITE_KEY",
            "wk",
            "RELAY_HTTP_PORT",
            "0",
            "RELAY_ADMIN_PORT",
            command.equals("ingest") ? Integer.toString(health) : "0",
            "RELAY_OPS_PORT",
            command.equals("worker") ? Integer.toString(health) : "0");
    try (var process = new RelayProcess(command, settings, health, directory.resolve("log"))) {
      await()
          .atMost(Duration.ofMinutes(1))
          .failFast(() -> !process.isAlive())
          .until(() -> process.log().matches("(?s).*(Ingest listens|The worker delivers).*"));

      assertThat(process.health("live")).isEqualTo(200);
      assertThat(process.health("ready")).isEqualTo(503);
      assertThat(process.log().lines().filter(line -> line.contains("cannot be used yet")))
          .singleElement()
          .asString()
          .contains(
              "WARN ", "not a Redis: ", "it says '", "Correct the host and the port in REDIS_URL");
      assertThat(process.log()).doesNotContain("hush").doesNotContain(" | at ");
    } finally {
      web.stop(0);
    }
  }
}
