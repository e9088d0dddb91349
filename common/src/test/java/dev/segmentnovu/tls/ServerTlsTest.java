package dev.segmentnovu.tls;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.segmentnovu.config.ConfigError;
import dev.segmentnovu.config.ListenPort;
import dev.segmentnovu.config.TlsFiles;
import dev.segmentnovu.testing.FreePort;
import dev.segmentnovu.testing.PemFiles;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates in files: valid ones, the errors for invalid ones, and renewal. */
final class ServerTlsTest {

  @TempDir private Path directory;

  private final Vertx vertx = Vertx.vertx();
  private PemFiles pem = new PemFiles(Path.of(""));

  @BeforeEach
  void begin() {
    pem = new PemFiles(directory);
  }

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private HttpServer listen(TlsFiles files) {
    return listen(files, 0);
  }

  private HttpServer listen(TlsFiles files, int port) {
    ServerTls tls = ServerTls.of(vertx, ListenPort.ADMIN, files, Duration.ofMillis(20)).await();
    var options = new HttpServerOptions().setHost("127.0.0.1").setPort(port);
    HttpServer server =
        vertx
            .createHttpServer(tls.applyTo(options))
            .requestHandler(request -> request.response().end("hello"))
            .listen()
            .await();
    tls.follow(server);
    return server;
  }

  /** The subject of the certificate that a server presents, over this protocol. */
  private static String presented(HttpServer server, Path trusted, String protocol)
      throws Exception {
    var sockets = PemFiles.trusting(trusted).getSocketFactory();
    try (var socket = (SSLSocket) sockets.createSocket("127.0.0.1", server.actualPort())) {
      socket.setEnabledProtocols(new String[] {protocol});
      socket.startHandshake();
      var certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      socket
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".getBytes(UTF_8));
      assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8)).endsWith("hello");
      return certificate.getSubjectX500Principal().getName();
    }
  }

  @ParameterizedTest
  @CsvSource({"RSA, TLSv1.3", "RSA, TLSv1.2", "EC, TLSv1.3", "EC, TLSv1.2"})
  void a_server_speaks_tls_with_its_certificate(String algorithm, String protocol)
      throws Exception {
    TlsFiles files = pem.make("relay", algorithm);

    assertThat(presented(listen(files), files.cert(), protocol)).isEqualTo("CN=relay");
  }

  @Test
  void an_old_protocol_is_refused() throws Exception {
    TlsFiles files = pem.make("relay", "EC");
    HttpServer server = listen(files);

    assertThatThrownBy(() -> presented(server, files.cert(), "TLSv1.1"))
        .isInstanceOf(SSLHandshakeException.class);
  }

  @Test
  void renewed_files_are_used_and_broken_ones_are_not() throws Exception {
    TlsFiles files = pem.make("relay", "EC");
    TlsFiles renewed = pem.make("renewed", "RSA");
    HttpServer server = listen(files);

    replace(renewed.cert(), files.cert());
    // the key still is the old one: a client sees the certificate that works
    CertificateReading half = ServerCertificate.read(vertx, files);
    assertThat(half).isInstanceOf(CertificateReading.Unusable.class);
    replace(renewed.key(), files.key());

    await()
        .ignoreExceptions()
        .untilAsserted(
            () -> assertThat(presented(server, renewed.cert(), "TLSv1.3")).isEqualTo("CN=renewed"));

    Files.writeString(files.key(), "nothing");
    pem.make("third", "EC");
    assertThat(presented(server, renewed.cert(), "TLSv1.3")).isEqualTo("CN=renewed");
  }

  @Test
  void all_servers_that_share_a_port_use_renewed_files() throws Exception {
    TlsFiles files = pem.make("relay", "EC");
    TlsFiles renewed = pem.make("renewed", "EC");
    // Vert.x lets servers share a port that is named, and not one that is 0
    int port = FreePort.next();
    listen(files, port);
    HttpServer second = listen(files, port);

    replace(renewed.cert(), files.cert());
    replace(renewed.key(), files.key());

    await()
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              for (int i = 0; i < 4; i++) {
                assertThat(presented(second, renewed.cert(), "TLSv1.3")).isEqualTo("CN=renewed");
              }
            });
  }

  private static void replace(Path from, Path to) throws IOException {
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void missing_files_and_wrong_ones_are_named_with_a_remedy() throws Exception {
    TlsFiles good = pem.make("relay", "EC");
    TlsFiles other = pem.make("other", "EC");
    Path none = directory.resolve("none");
    Path text = Files.writeString(directory.resolve("text"), "no PEM");

    assertThat(problem(none, good.key()))
        .isEqualTo("tls.cert: names the file " + none + ", and there is none");
    assertThat(problem(good.cert(), none))
        .isEqualTo("tls.key: names the file " + none + ", and there is none");
    assertThat(problem(text, good.key())).startsWith("tls.cert: ").contains("BEGIN CERTIFICATE");
    assertThat(problem(good.cert(), text)).startsWith("tls.key: ").contains("openssl pkey");
    assertThat(problem(good.cert(), good.cert())).startsWith("tls.key: ").contains("openssl pkey");
    assertThat(problem(good.cert(), other.key()))
        .isEqualTo(
            "tls.key: names the file "
                + other.key()
                + ", which is not the private key of the certificate in "
                + good.cert()
                + ": write both files anew");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-----BEGIN ENCRYPTED PRIVATE KEY-----",
        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED"
      })
  void a_key_with_a_passphrase_is_named(String begin) throws Exception {
    TlsFiles good = pem.make("relay", "EC");
    Path key = Files.writeString(directory.resolve("key"), begin + "\n");

    assertThat(problem(good.cert(), key)).contains("has a passphrase: remove it with openssl");
  }

  private String problem(Path cert, Path key) {
    return ServerCertificate.read(vertx, new TlsFiles(cert, key, "tls.cert", "tls.key"))
        .match(usable -> "usable", ConfigError::toString);
  }

  @Test
  void a_port_does_not_open_with_files_that_cannot_be_used() {
    assertThatThrownBy(
            () ->
                ServerTls.of(vertx, ListenPort.ADMIN, pem.files("none"), Duration.ofDays(1))
                    .await())
        .hasMessageContaining("The admin port cannot use TLS: tls.cert: names the file");
  }
}
