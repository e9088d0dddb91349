package dev.segmentnovu.worker.novu.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.testing.Sources;
import dev.segmentnovu.worker.calls.NovuClient;
import dev.segmentnovu.worker.calls.TestClient;
import dev.segmentnovu.worker.novu.Attempt;
import dev.segmentnovu.worker.novu.CallOutcome;
import dev.segmentnovu.worker.novu.DeliveryResult.Delivered;
import dev.segmentnovu.worker.novu.DeliveryResult.NextKey;
import dev.segmentnovu.worker.novu.DeliveryResult.Retryable;
import dev.segmentnovu.worker.novu.NovuRequest;
import dev.segmentnovu.worker.testing.OnLoop;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Novu behind https: the servers that get the API key, and the messages about the others. */
final class NovuTlsTest {
  private static final String HERE = "ip:127.0.0.1";

  /** Long enough for a busy machine. */
  private static final Duration PATIENT = Duration.ofSeconds(20);

  /** Long enough for an undisturbed handshake. */
  private static final Duration HASTY = Duration.ofSeconds(2);

  private static final Map<String, String> BEFORE = new HashMap<>();

  @TempDir private static Path directory;

  private static Certificates certificates;

  private final Vertx vertx = Vertx.vertx();

  /** The decrypted bytes that servers received. */
  private final List<String> received = new CopyOnWriteArrayList<>();

  private final List<Throwable> handshakesFailed = new CopyOnWriteArrayList<>();

  /** The client has no trust store of its own: it uses that of the JVM. */
  @BeforeAll
  static void trustTheAuthority() throws Exception {
    certificates = new Certificates(directory);
    certificates.issue("good", HERE);
    certificates.issue("of-another-host", "dns:novu.example");
    certificates.issue("expired", HERE, "-startdate", "-10d", "-validity", "5");
    certificates.issue("of-tomorrow", HERE, "-startdate", "+1d");
    certificates.signItself("self-signed", HERE);
    set("javax.net.ssl.trustStore", certificates.trustStore().toString());
    set("javax.net.ssl.trustStorePassword", Certificates.PASSWORD);
  }

  @AfterAll
  static void trustAsBefore() {
    BEFORE.forEach(
        (name, value) -> {
          if (value == null) {
            System.clearProperty(name);
          } else {
            System.setProperty(name, value);
          }
        });
  }

  private static void set(String name, String value) {
    BEFORE.put(name, System.setProperty(name, value));
  }

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void a_certificate_of_an_authority_in_the_trust_store_is_trusted() {
    assertThat(trigger(client(https("good"), PATIENT)).result()).isEqualTo(new Delivered());
    assertThat(received).containsExactly("ApiKey secret");
  }

  @ParameterizedTest
  @CsvSource({
    "self-signed,     its certificate is not trusted",
    "of-another-host, its certificate is for another host (No subject alternative names matching",
    "expired,         its certificate has expired (NotAfter: ",
    "of-tomorrow,     its certificate is not valid yet (NotBefore: ",
  })
  void a_server_with_an_untrusted_certificate_gets_no_api_key(String certificate, String why) {
    URI url = https(certificate);

    isNotReached(url, trigger(client(url, PATIENT)), why);
    // the client closed the connection, so no more bytes can arrive
    await().until(() -> !handshakesFailed.isEmpty());
    assertThat(received).isEmpty();
  }

  @Test
  void a_trust_store_without_certificates_trusts_no_server() {
    String trusted = System.setProperty("javax.net.ssl.trustStore", "NONE");
    try {
      URI url = https("good");

      isNotReached(
          url, trigger(client(url, PATIENT)), "there is no trusted certificate at all; check the");
    } finally {
      System.setProperty("javax.net.ssl.trustStore", trusted);
    }
    assertThat(received).isEmpty();
  }

  @Test
  void a_server_without_tls_gets_no_api_key() {
    List<String> got = new CopyOnWriteArrayList<>();
    URI url =
        tcp(
            socket ->
                socket.handler(
                    bytes -> {
                      got.add(bytes.toString());
                      var unused = socket.end(Buffer.buffer("HTTP/1.1 400 Bad Request\r\n\r\n"));
                    }));

    isNotReached(url, trigger(client(url, PATIENT)), "what answers there does not speak TLS; ");
    assertThat(got).isNotEmpty();
    assertThat(String.join("", got)).doesNotContain("secret", "Api");
  }

  @Test
  void a_connection_closed_during_the_handshake_carried_no_request() {
    URI url =
        tcp(
            socket ->
                socket.handler(
                    hello -> {
                      var unused = socket.close();
                    }));

    isNotReached(url, trigger(client(url, PATIENT)), "it closed the connection before anything");
  }

  @Test
  void a_handshake_that_hangs_is_reset_and_no_request_was_sent() {
    List<String> got = new CopyOnWriteArrayList<>();
    URI url = tcp(socket -> socket.handler(bytes -> got.add(bytes.toString())));

    isNotReached(
        url, trigger(client(url, HASTY)), "there was no connection in time (within 2000 ms");
    assertThat(got).isNotEmpty();
    assertThat(String.join("", got)).doesNotContain("secret", "Api");
  }

  @Test
  void a_handshake_that_ends_after_the_deadline_sends_no_request() {
    URI novu = https("good");
    List<Runnable> delayed = new CopyOnWriteArrayList<>();
    AtomicBoolean isDelaying = new AtomicBoolean(true);
    NetClient onward = vertx.createNetClient();
    URI url =
        tcp(
            socket -> {
              socket.pause();
              Runnable goOn =
                  () ->
                      onward
                          .connect(novu.getPort(), novu.getHost())
                          .onSuccess(
                              there -> {
                                socket.pipeTo(there);
                                there.pipeTo(socket);
                              });
              if (isDelaying.get()) {
                delayed.add(goOn);
              } else {
                goOn.run();
              }
            });
    // one connection, so that the second call starts after the first has ended
    NovuClient client = client(url, HASTY);

    isNotReached(url, trigger(client), "there was no connection in time");
    isDelaying.set(false);
    delayed.forEach(each -> vertx.runOnContext(loop -> each.run()));

    assertThat(delayed).hasSize(1);
    assertThat(trigger(client).result()).isEqualTo(new Delivered());
    assertThat(received).hasSize(1);
  }

  private static void isNotReached(URI url, CallOutcome delivery, String why) {
    assertThat(delivery.result())
        .isInstanceOfSatisfying(
            Retryable.class,
            retry -> {
              assertThat(retry.status()).isNull();
              assertThat(retry.key()).isEqualTo(NextKey.REUSE);
              assertThat(retry.notBefore()).isZero();
              assertThat(retry.message())
                  .startsWith("Novu at " + url + " could not be reached: " + why)
                  .doesNotContain("Exception", "secret");
            });
  }

  private URI tcp(Handler<NetSocket> connected) {
    var server = vertx.createNetServer().connectHandler(connected).listen(0, "127.0.0.1").await();
    return URI.create("https://127.0.0.1:" + server.actualPort());
  }

  private URI https(String alias) {
    var server =
        vertx
            .createHttpServer(
                new HttpServerOptions().setSsl(true).setKeyCertOptions(certificates.of(alias)))
            .exceptionHandler(handshakesFailed::add)
            .requestHandler(
                request -> {
                  received.add(request.getHeader("Authorization"));
                  var unused =
                      request
                          .response()
                          .setStatusCode(201)
                          .end("{\"data\":{\"acknowledged\":true,\"status\":\"processed\"}}");
                })
            .listen(0, "127.0.0.1")
            .await();
    return URI.create("https://127.0.0.1:" + server.actualPort());
  }

  private CallOutcome trigger(NovuClient client) {
    var trigger = NovuRequest.Trigger.of("u", "welcome", EventCodec.JSON.createObjectNode(), "t");
    var attempt = new Attempt("web:u:m1", 0, 0, 0, false);
    return OnLoop.get(vertx, () -> client.deliver(trigger, attempt, TestClient.PATIENCE));
  }

  private NovuClient client(URI url, Duration timeout) {
    var novu = Sources.source("web").novu(url, "secret").timeout(timeout).novu();
    return TestClient.of(vertx, novu, 1);
  }
}
