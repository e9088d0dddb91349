package dev.segmentnovu.relay.cli.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.config.TlsFiles;
import dev.segmentnovu.relay.cli.http.Call;
import dev.segmentnovu.relay.cli.http.Exchange.NoAnswer;
import dev.segmentnovu.relay.cli.http.WebCalls;
import dev.segmentnovu.relay.fixture.CommandLineRun;
import dev.segmentnovu.testing.PemFiles;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code relay health} at ports whose certificate is made for another name than 127.0.0.1. */
final class HealthTlsTest {

  private final Vertx vertx = Vertx.vertx();
  private final Map<String, String> environment = new HashMap<>();

  @TempDir private Path directory;

  private TlsFiles files;
  private int admin;
  private int ops;

  @BeforeEach
  void start() throws Exception {
    files = new PemFiles(directory).make("relay.example", "EC", "-ext", "san=dns:relay.example");
    admin = listen("admin is ready");
    ops = listen("ops is ready");
    environment.put("RELAY_ADMIN_PORT", Integer.toString(admin));
    environment.put("RELAY_OPS_PORT", Integer.toString(ops));
    environment.put("RELAY_OPS_HOST", "0.0.0.0");
  }

  @AfterEach
  void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  private int listen(String said) throws Exception {
    var pem =
        new PemKeyCertOptions()
            .setCertPath(files.cert().toString())
            .setKeyPath(files.key().toString());
    return vertx
        .createHttpServer(new HttpServerOptions().setSsl(true).setKeyCertOptions(pem))
        .requestHandler(request -> request.response().end(said))
        .listen(0, "127.0.0.1")
        .await(10, TimeUnit.SECONDS)
        .actualPort();
  }

  private void withCertificate() {
    environment.put("RELAY_TLS_CERT", files.cert().toString());
    environment.put("RELAY_TLS_KEY", files.key().toString());
  }

  private CommandLineRun health(String... options) {
    String[] arguments = new String[options.length + 1];
    arguments[0] = "health";
    System.arraycopy(options, 0, arguments, 1, options.length);
    return CommandLineRun.of(environment, arguments);
  }

  @Test
  void the_certificate_is_for_another_name_indeed() {
    try (var calls = WebCalls.trusting(files.cert())) {
      URI url = URI.create("https://127.0.0.1:" + admin + "/health/ready");

      boolean isRefused =
          calls
              .call(Call.get(url))
              .match(answer -> false, none -> none.cause() == NoAnswer.Cause.TLS);

      assertThat(isRefused).isTrue();
    }
  }

  @Test
  void ports_with_a_certificate_are_asked_by_https_without_a_look_at_its_name() {
    withCertificate();

    var both = health();

    assertThat(both.err()).isEmpty();
    assertThat(both.out())
        .contains("✓ https://127.0.0.1:" + admin + "/health/ready: 200 admin is ready")
        .contains("✓ https://127.0.0.1:" + ops + "/health/ready: 200 ops is ready");
    assertThat(both.exitCode()).isZero();
    assertThat(health("--for", "worker").out()).doesNotContain("admin");
    assertThat(health("--for", "ingest").out()).doesNotContain("ops");
  }

  @Test
  void the_file_says_which_port_has_a_certificate() throws Exception {
    int plain =
        vertx
            .createHttpServer()
            .requestHandler(request -> request.response().end("plain"))
            .listen(0, "127.0.0.1")
            .await(10, TimeUnit.SECONDS)
            .actualPort();
    Path file = directory.resolve("relay.yaml");
    Files.writeString(
        file,
        """
        tls: { cert: %s, key: %s }
        admin: { port: %d }
        ops: { port: %d, tls: { cert: off } }
        sources:
          web: { writeKeys: [k], novu: { apiKey: k } }
        """
            .formatted(files.cert(), files.key(), admin, plain));
    environment.clear();
    environment.put("RELAY_CONFIG", file.toString());

    var both = health();

    assertThat(both.err()).isEmpty();
    assertThat(both.out()).contains("✓ https://127.0.0.1:" + admin, "✓ http://127.0.0.1:" + plain);
    assertThat(both.exitCode()).isZero();
  }

  @Test
  void a_port_with_a_certificate_is_not_asked_without_tls() {
    var run = health("--for", "worker");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("✗ http://127.0.0.1:" + ops);
  }

  @Test
  void a_url_of_this_machine_needs_no_name_either() {
    assertThat(health("--url", "https://127.0.0.1:" + ops).exitCode()).isZero();
    assertThat(health("--url", "https://localhost:" + ops + "/").exitCode()).isZero();
  }

  @Test
  void the_secrets_of_the_other_part_are_not_needed() throws Exception {
    Path file = directory.resolve("relay.yaml");
    Files.writeString(
        file,
        """
        admin: { host: 0.0.0.0 }
        sources:
          web: { sharedSecrets: ["${INGEST_ONLY}"], novu: { apiKey: "${NOVU_API_KEY}" } }
        """);
    withCertificate();
    environment.put("RELAY_CONFIG", file.toString());

    assertThat(health("--for", "worker").exitCode()).isZero();
    assertThat(health("--for", "ingest").exitCode()).isEqualTo(78);
  }
}
