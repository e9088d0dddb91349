package dev.segmentnovu.relay.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.TlsFiles;
import dev.segmentnovu.telemetry.Readiness;
import dev.segmentnovu.testing.PemFiles;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the worker's port for health and metrics through a plain socket. */
final class OpsVerticleTest {

  private final Vertx vertx = Vertx.vertx();
  private volatile Readiness readiness =
      () -> CompletableFuture.completedFuture(Optional.of("Redis is away"));

  @AfterEach
  void close() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  private OpsVerticle deploy(int port) throws Exception {
    var ops =
        new OpsVerticle(
            new RelayConfig.Ops("127.0.0.1", port, null),
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
            () -> readiness.unready());
    vertx.deployVerticle(ops).await(10, TimeUnit.SECONDS);
    return ops;
  }

  @ParameterizedTest
  @CsvSource({"/health/live, 200", "/health/ready, 503", "/metrics, 200"})
  void head_responds_like_get_without_a_body(String path, int status) throws Exception {
    int port = deploy(0).port();

    String get = ask(port, "GET", path, "Host: relay\r\n");
    String head = ask(port, "HEAD", path, "Host: relay\r\n");

    assertThat(get).startsWith("HTTP/1.1 " + status);
    assertThat(head).startsWith("HTTP/1.1 " + status).endsWith("\r\n\r\n");
    assertThat(head.toLowerCase(java.util.Locale.ROOT)).contains("content-length: ");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /, 404",
    "GET, /nothing, 404",
    "HEAD, /nothing, 404",
    "POST, /metrics, 405",
    "GET, /%zz, 400"
  })
  void an_unknown_path_gets_json(String method, String path, int status) throws Exception {
    String response = ask(deploy(0).port(), method, path, "Host: relay\r\n");

    assertThat(response).contains(" " + status + " ", "application/problem+json");
    if (method.equals("GET")) {
      assertThat(response).contains("\"status\":" + status, "\"detail\":\"");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Host: a b\r\n"})
  void a_missing_or_malformed_host_is_400(String host) throws Exception {
    assertThat(ask(deploy(0).port(), "GET", "/health/live", host))
        .startsWith("HTTP/1.1 400")
        .contains("application/problem+json", "Host");
  }

  @Test
  void any_exception_of_the_readiness_gets_a_response() throws Exception {
    int port = deploy(0).port();
    readiness =
        () -> {
          throw new StackOverflowError();
        };
    assertThat(ask(port, "GET", "/health/ready", "Host: relay\r\n")).startsWith("HTTP/1.1 500");

    readiness = () -> CompletableFuture.failedFuture(new NoClassDefFoundError("x"));
    assertThat(ask(port, "GET", "/health/ready", "Host: relay\r\n")).startsWith("HTTP/1.1 500");
  }

  @Test
  void with_a_certificate_the_port_speaks_tls(@TempDir Path directory) throws Exception {
    TlsFiles files = new PemFiles(directory).make("ops", "EC");
    var ops =
        new OpsVerticle(
            new RelayConfig.Ops("127.0.0.1", 0, files),
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
            () -> readiness.unready());
    vertx.deployVerticle(ops).await(10, TimeUnit.SECONDS);

    HttpResponse<String> response =
        HttpClient.newBuilder()
            .sslContext(PemFiles.trusting(files.cert()))
            .build()
            .send(
                HttpRequest.newBuilder(
                        URI.create("https://127.0.0.1:" + ops.port() + "/health/live"))
                    .build(),
                BodyHandlers.ofString());

    assertThat(response.body()).isEqualTo("ok\n");
  }

  /** As the worker part of a relay up, of which Prometheus reads the other port. */
  @Test
  void while_nobody_asked_the_metrics_do_not_know_whether_the_process_is_ready() throws Exception {
    readiness = CompletableFuture::new;

    assertThat(ask(deploy(0).port(), "GET", "/metrics", "Host: relay\r\n"))
        .contains("relay_ready{role=\"worker\"} NaN");
  }

  @Test
  void the_metrics_have_the_latest_answer_about_readiness() throws Exception {
    int port = deploy(0).port();
    assertThat(ask(port, "GET", "/metrics", "Host: relay\r\n"))
        .contains("relay_ready{role=\"worker\"} 0");

    readiness = () -> CompletableFuture.completedFuture(Optional.empty());
    ask(port, "GET", "/metrics", "Host: relay\r\n");

    assertThat(ask(port, "GET", "/metrics", "Host: relay\r\n"))
        .contains("relay_ready{role=\"worker\"} 1");
  }

  @Test
  void a_port_that_is_taken_names_its_setting() throws Exception {
    int taken = deploy(0).port();

    assertThatThrownBy(() -> deploy(taken))
        .hasStackTraceContaining("127.0.0.1:" + taken)
        .hasStackTraceContaining("RELAY_OPS_PORT (ops.port)");
  }

  private static String ask(int port, String method, String path, String headers)
      throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(20));
      String request =
          method + " " + path + " HTTP/1.1\r\n" + headers + "Connection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }
}
