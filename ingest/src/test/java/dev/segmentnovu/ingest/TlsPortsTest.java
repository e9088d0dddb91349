package dev.segmentnovu.ingest;

import static dev.segmentnovu.testing.Sources.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.TlsFiles;
import dev.segmentnovu.config.access.AdminAccess;
import dev.segmentnovu.config.setting.IngestSettings;
import dev.segmentnovu.ingest.fixtures.AdminFixture;
import dev.segmentnovu.ingest.fixtures.IngestFixture;
import dev.segmentnovu.ingest.fixtures.Requests;
import dev.segmentnovu.queue.EnqueueResult;
import dev.segmentnovu.testing.PemFiles;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ports of ingest with a certificate. */
final class TlsPortsTest {

  @TempDir private Path directory;

  private HttpResponse<String> send(TlsFiles files, String url, String body) throws Exception {
    HttpClient client = HttpClient.newBuilder().sslContext(PemFiles.trusting(files.cert())).build();
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
    Requests.basic("key").forEach(request::header);
    return client.send(
        body.isEmpty() ? request.build() : request.POST(BodyPublishers.ofString(body)).build(),
        BodyHandlers.ofString());
  }

  @Test
  void ingest_takes_events_over_https_and_speaks_http_1_1() throws Exception {
    TlsFiles files = new PemFiles(directory).make("relay", "EC");
    try (IngestFixture relay =
        IngestFixture.of(
                (source, events) ->
                    CompletableFuture.completedFuture(new EnqueueResult.Accepted(0)))
            .sources(source("web").writeKeys("key"))
            .with(IngestSettings.TLS.cert, Optional.of(files.cert().toString()))
            .with(IngestSettings.TLS.key, Optional.of(files.key().toString()))
            .start()) {
      HttpResponse<String> response =
          send(
              files,
              "https://127.0.0.1:" + relay.port() + "/v1/track",
              "{\"userId\":\"u\",\"event\":\"E\"}");

      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
      assertThatThrownBy(() -> relay.post("/v1/track", "{}", Map.of()))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void the_admin_port_answers_over_https() throws Exception {
    TlsFiles files = new PemFiles(directory).make("relay", "RSA");
    try (AdminFixture relay = AdminFixture.open()) {
      var admin =
          relay.deployAnother(new RelayConfig.Admin("127.0.0.1", 0, AdminAccess.OPEN, files));

      String url = "https://127.0.0.1:" + admin.port() + "/health/live";
      assertThat(send(files, url, "").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void a_port_whose_certificate_cannot_be_used_does_not_open() {
    try (AdminFixture relay = AdminFixture.open()) {
      TlsFiles files = new PemFiles(directory).files("none");

      assertThatThrownBy(
              () ->
                  relay.deployAnother(
                      new RelayConfig.Admin("127.0.0.1", 0, AdminAccess.OPEN, files)))
          .hasMessageContaining("The admin port cannot use TLS: tls.cert: names the file");
    }
  }
}
