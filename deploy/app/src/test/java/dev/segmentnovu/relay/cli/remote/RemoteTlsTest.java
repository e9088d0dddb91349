package dev.segmentnovu.relay.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.relay.fixture.CommandLineRun;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A relay whose certificate is of an authority of its own. */
final class RemoteTlsTest {

  private static final String PASSWORD = "secret";

  private final Vertx vertx = Vertx.vertx();

  @TempDir private Path directory;

  private String url = "";

  @BeforeEach
  void start() throws Exception {
    keytool(
        "-genkeypair -keyalg EC -dname CN=relay -ext san=ip:127.0.0.1 -validity 2 -storetype"
            + " PKCS12");
    keytool("-exportcert -rfc -file " + directory.resolve("relay.pem"));
    var options =
        new HttpServerOptions()
            .setSsl(true)
            .setKeyCertOptions(
                new PfxOptions()
                    .setPath(directory.resolve("relay.p12").toString())
                    .setPassword(PASSWORD));
    int port =
        vertx
            .createHttpServer(options)
            .requestHandler(request -> request.response().end("{\"items\":[]}"))
            .listen(0, "127.0.0.1")
            .await(10, TimeUnit.SECONDS)
            .actualPort();
    url = "https://127.0.0.1:" + port;
  }

  @AfterEach
  void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  private void keytool(String arguments) throws Exception {
    String line =
        Path.of(System.getProperty("java.home"), "bin", "keytool")
            + " "
            + arguments
            + " -alias relay -keystore "
            + directory.resolve("relay.p12")
            + " -storepass "
            + PASSWORD;
    Process keytool = new ProcessBuilder(line.split(" ")).inheritIO().start();
    assertThat(keytool.waitFor()).isZero();
  }

  @Test
  void an_unknown_certificate_is_refused_with_what_to_do() {
    var run = CommandLineRun.of(Map.of(), "jobs", "ls", "--url", url);

    assertThat(run.exitCode()).isEqualTo(69);
    assertThat(run.err()).contains("no secure connection to " + url, "certification path", "--ca");
  }

  @Test
  void a_certificate_that_is_named_is_trusted() {
    String authority = directory.resolve("relay.pem").toString();

    var run = CommandLineRun.of(Map.of(), "jobs", "ls", "--url", url, "--ca", authority);

    assertThat(run.err()).isEqualTo("There are no jobs.\n");
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void a_port_with_tls_that_is_called_without_is_recognised() {
    var run = CommandLineRun.of(Map.of(), "jobs", "ls", "--url", url.replace("https", "http"));

    assertThat(run.exitCode()).isEqualTo(69);
    assertThat(run.err()).contains("If the port has TLS, use https://");
  }
}
