package dev.segmentnovu.queue.redis.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.config.RedisAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One line, without the password, says what answers at REDIS_URL. */
final class RedisProbeTest {

  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static OwnRedis redis;

  @BeforeAll
  static void start() {
    redis = new OwnRedis();
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  /** Takes connections, and answers each piece of what it is sent by what is given for it. */
  private static final class Peer implements AutoCloseable {
    private final ServerSocket server;
    private final Queue<String> heard = new ConcurrentLinkedQueue<>();
    private final Map<Socket, Boolean> open = new ConcurrentHashMap<>();

    /**
     * A server on a free port.
     *
     * @param answer null for silence, empty to hang up
     */
    Peer(ServerSocket server, @Nullable String answer) {
      this.server = server;
      var thread = new Thread(() -> serve(answer), "peer");
      thread.setDaemon(true);
      thread.start();
    }

    static Peer saying(@Nullable String answer) throws IOException {
      return new Peer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), answer);
    }

    private void serve(@Nullable String answer) {
      while (!server.isClosed()) {
        try {
          Socket socket = server.accept();
          open.put(socket, true);
          if (answer == null) {
            continue;
          }
          byte[] bytes = new byte[1_000];
          for (int n = socket.getInputStream().read(bytes);
              n >= 0 && !answer.isEmpty();
              n = socket.getInputStream().read(bytes)) {
            heard.add(new String(bytes, 0, n, ISO_8859_1));
            socket.getOutputStream().write(answer.getBytes(ISO_8859_1));
          }
          socket.close();
        } catch (IOException e) {
          heard.add(e.toString());
        }
      }
    }

    int port() {
      return server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      server.close();
      for (Socket socket : open.keySet()) {
        socket.close();
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "HTTP/1.1 400 Bad Request\\r\\nA: b\\r\\n | not a Redis       | HTTP/1.1 400 Bad Request",
        "SSH-2.0-OpenSSH_9.2\\r\\n                | not a Redis       | SSH-2.0",
        "ERROR\\r\\n                              | not a Redis       | 'ERROR'",
        "+OK POP3 ready\\r\\n                     | not a Redis       | POP3",
        "x\u001b[31mhello                         | not a Redis       | 'x?[31mhello'",
        "-LOADING Redis is loading\\r\\n          | LOADING           | Wait",
        "-DENIED Redis is running in prot\\r\\n   | DENIED            | requirepass",
        "-ERR max number of clients reached\\r\\n | maxclients        | maxclients",
        "-NOAUTH Authentication required.\\r\\n   | NOAUTH            | redis://:password@",
        "''                                       | connection closed | rediss://",
        "-                                        | timeout           | does not answer in time",
      })
  void another_program_that_answers_is_explained(@Nullable String answer, String name, String told)
      throws Exception {
    String said = answer == null ? null : answer.replace("\\r\\n", "\r\n");
    try (var peer = Peer.saying(said)) {
      RedisProblem problem = ask("redis://127.0.0.1:" + peer.port(), Duration.ofMillis(300));

      assertThat(problem.name()).isEqualTo(name);
      assertThat(problem.text()).contains(told).doesNotContain("\n", "\u001b");
    }
  }

  @Test
  void a_password_is_sent_only_to_a_server_that_answers_as_a_redis() throws Exception {
    try (var peer = Peer.saying("HTTP/1.1 400 Bad Request\r\n")) {
      RedisProblem problem = ask("redis://:s3cret@127.0.0.1:" + peer.port());

      assertThat(problem.text()).startsWith("not a Redis").doesNotContain("s3cret");
      assertThat(peer.heard.toString()).contains("PING").doesNotContain("s3cret");
    }
  }

  @Test
  void a_port_without_a_listener_is_explained() {
    assertThat(ask("redis://127.0.0.1:1").name()).isEqualTo("connection refused");
  }

  @Test
  void an_unknown_host_is_explained() {
    assertThat(ask("redis://no-such-host.invalid").name()).isEqualTo("unknown host");
  }

  @ParameterizedTest
  @CsvSource({
    "redis://127.0.0.1:PORT/99, DB index out of range, number at the end",
    "redis://:s3cret@127.0.0.1:PORT, no password is set, Remove the password",
    "redis://u:s3cret@127.0.0.1:PORT, WRONGPASS, Correct the user",
    "rediss://127.0.0.1:PORT, no TLS, Write redis in place of rediss",
    "redis+cluster://127.0.0.1:PORT, no cluster, in place of redis+cluster",
    "redis+sentinel://127.0.0.1:PORT/mymaster, no Sentinel, Name the Sentinels",
  })
  void a_redis_of_another_kind_than_in_the_url_is_explained(
      String url, String name, String remedy) {
    RedisProblem problem = ask(url.replace("PORT", port(redis)));

    assertThat(problem.name()).isEqualTo(name);
    assertThat(problem.remedy()).contains(remedy);
    assertThat(problem.text()).doesNotContain("s3cret", "\n");
  }

  @Test
  void a_wrong_or_missing_password_is_explained() {
    try (var closed = new OwnRedis()) {
      closed.run("CONFIG SET requirepass right");
      String at = "@127.0.0.1:" + port(closed);

      assertThat(ask("redis://127.0.0.1:" + port(closed)).name()).isEqualTo("NOAUTH");
      assertThat(ask("redis://:s3cret" + at).name()).isEqualTo("WRONGPASS");
      assertThat(RedisProbe.ask(RedisAddress.parse("redis://:right" + at + "/3"))).isEmpty();
      assertThat(RedisProbe.ask(RedisAddress.parse("redis://default:right" + at))).isEmpty();
    }
  }

  @Test
  void one_server_that_answers_is_enough_and_otherwise_the_most_exact_problem_counts()
      throws Exception {
    try (var peer = Peer.saying("HTTP/1.1 400 Bad Request\r\n")) {
      String away = "127.0.0.1:1,127.0.0.1:" + peer.port();

      assertThat(ask("redis+cluster://" + away).name()).isEqualTo("not a Redis");
    }
    try (var sentinel = Peer.saying("*-1\r\n")) {
      String away = "127.0.0.1:1,127.0.0.1:" + sentinel.port();

      assertThat(ask("redis+sentinel://" + away + "/mymaster").name()).isEqualTo("unknown primary");
    }
  }

  @ParameterizedTest
  @CsvSource({"MISCONF", "READONLY", "OOM", "BUSY"})
  void an_error_that_concerns_writes_only_passes_the_probe(String code) throws Exception {
    try (var peer = Peer.saying("-" + code + " something\r\n")) {
      assertThat(RedisProbe.ask(RedisAddress.parse("redis://127.0.0.1:" + peer.port()), PATIENCE))
          .isEmpty();
    }
  }

  @Test
  void tls_and_plain_connections_are_distinguished(@TempDir Path directory) throws Exception {
    try (var peer = new Peer(tls(directory), "+PONG\r\n")) {
      assertThat(ask("redis://127.0.0.1:" + peer.port()).name()).isEqualTo("TLS needed");
      assertThat(ask("rediss://127.0.0.1:" + peer.port()).name()).isEqualTo("TLS certificate");
    }
  }

  private static ServerSocket tls(Path directory) throws Exception {
    Path file = directory.resolve("keys");
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    words.addAll(
        List.of(
            ("-genkeypair -alias a -keyalg EC -dname CN=localhost -storetype PKCS12"
                    + " -storepass changeit -keystore")
                .split(" ")));
    words.add(file.toString());
    var made = new ProcessBuilder(words).redirectErrorStream(true).start();
    String said = new String(made.getInputStream().readAllBytes(), UTF_8);
    assertThat(made.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(made.exitValue()).as(said).isZero();
    KeyStore keys = KeyStore.getInstance(file.toFile(), "changeit".toCharArray());
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, "changeit".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context
        .getServerSocketFactory()
        .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  private static String port(OwnRedis server) {
    return server.url().substring(server.url().lastIndexOf(':') + 1);
  }

  private static RedisProblem ask(String url) {
    return ask(url, PATIENCE);
  }

  private static RedisProblem ask(String url, Duration patience) {
    return RedisProbe.ask(RedisAddress.parse(url), patience).orElseThrow();
  }
}
