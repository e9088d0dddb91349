package dev.segmentnovu.relay.cli.imports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.config.TlsFiles;
import dev.segmentnovu.relay.fixture.CommandLineRun;
import dev.segmentnovu.testing.PemFiles;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code relay import} at an ingest of this machine that has a certificate. */
final class ImportTlsTest {

  private final Vertx vertx = Vertx.vertx();

  @TempDir private Path directory;

  @AfterEach
  void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  @Test
  void the_configured_port_is_called_by_https_and_its_certificate_is_checked() throws Exception {
    TlsFiles files = new PemFiles(directory).make("relay", "EC");
    var pem =
        new PemKeyCertOptions()
            .setCertPath(files.cert().toString())
            .setKeyPath(files.key().toString());
    int port =
        vertx
            .createHttpServer(new HttpServerOptions().setSsl(true).setKeyCertOptions(pem))
            .requestHandler(request -> request.response().end("{\"success\":true}"))
            .listen(0, "127.0.0.1")
            .await(10, TimeUnit.SECONDS)
            .actualPort();
    Path history = directory.resolve("history.ndjson");
    Files.writeString(
        history, "{\"type\":\"track\",\"userId\":\"u\",\"messageId\":\"m\",\"event\":\"E\"}\n");
    Map<String, String> environment = new HashMap<>();
    environment.put("SEGMENT_WRITE_KEY", "wk");
    environment.put("RELAY_HTTP_PORT", Integer.toString(port));
    environment.put("RELAY_TLS_CERT", files.cert().toString());
    environment.put("RELAY_TLS_KEY", files.key().toString());
    String[] line = {"import", history.toString(), "--yes", "--ca", files.cert().toString()};

    var run = CommandLineRun.of(environment, line);
    var unknown =
        CommandLineRun.of(environment, "import", history.toString(), "--yes", "--restart");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).containsPattern("Accepted +1 event");
    assertThat(unknown.exitCode()).isEqualTo(69);
  }
}
