package dev.segmentnovu.e2e.secure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.config.RedisAddress;
import dev.segmentnovu.e2e.fixture.CommandProcess;
import dev.segmentnovu.e2e.fixture.RelayProcess;
import dev.segmentnovu.e2e.fixture.SplitRelay;
import dev.segmentnovu.e2e.secure.Confidential.Audience;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.relay.cli.send.WebhookSignature;
import dev.segmentnovu.relay.embedded.RedisControl;
import dev.segmentnovu.relay.fixture.CommandLineRun;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** An ingest and a worker with recognisable secrets, and a record of all that they say. */
final class ConfidentialRelay implements AutoCloseable {
  static final String NOVU_KEY = "novu-key-S3CR3T-4f1d";
  static final String SHARED_SECRET = "shared-S3CR3T-90ab";
  static final String OPERATOR = "operator-S3CR3T-77c2";
  static final String VIEWER = "viewer-S3CR3T-15ee";
  static final String WRITE_KEY = "write-key-of-web";
  static final Duration LIMIT = Duration.ofMinutes(1);

  private static final String HOOK_TOKEN = "hook-S3CR3T-5c3f";
  private static final String HOOK_SECRET = "whsec_aG9vay1zZWNyZXQtUzNDUjNULTAxMjM0NTY3ODk=";

  final Confidential confidential = new Confidential();
  final EchoingNovu novu = new EchoingNovu();
  final SplitRelay relay;
  final RelayProcess worker;
  private final Map<String, String> environment = new HashMap<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private final Path file;

  ConfidentialRelay(Path directory) throws Exception {
    file = directory.resolve("relay.yaml");
    confidential.secret("Novu key", NOVU_KEY);
    confidential.secret("shared secret", SHARED_SECRET);
    confidential.secret("operator's token", OPERATOR);
    confidential.secret("viewer's token", VIEWER);
    confidential.secret("token of a receiver's URL", HOOK_TOKEN);
    confidential.secret("secret of a receiver", HOOK_SECRET.substring("whsec_".length()));
    write("");
    environment.put("RELAY_CONFIG", file.toString());
    environment.put("NOVU_API_KEY", NOVU_KEY);
    environment.put("SEGMENT_SHARED_SECRET", SHARED_SECRET);
    environment.put("RELAY_LOG_LEVEL", "DEBUG");
    relay = new SplitRelay(directory, environment);
    worker = relay.addWorker();
    relay.awaitReady();
    String password = confidential.secret("Redis's password", redisPassword());
    environment.put("REDIS_URL", "redis://:" + password + "@" + redis().servers());
  }

  /** Replaces relay.yaml by a valid file with these lines at its end. */
  void write(String more) throws IOException {
    Path next = file.resolveSibling("next.yaml");
    Files.writeString(
        next,
        """
        admin:
          tokens:
            - { name: boss, role: operator, token: "%s" }
            - { name: eye, role: viewer, token: "%s" }
        alerts:
          limits: { deadLettersPerMinute: 1 }
          receivers:
            - { name: ops, url: "%s/status-500/%s?key=%s", secret: "%s" }
        defaults:
          novu: { url: "%s" }
          workflows: { Sent: receipt, Refused: status-422, Broken: status-500, Locked: status-401 }
        sources:
          web:
            writeKeys: ["%s"]
            sharedSecrets: ["${SEGMENT_SHARED_SECRET}"]
            novu: { apiKey: "${NOVU_API_KEY}" }
          locked:
            writeKeys: ["write-key-of-locked"]
            sharedSecrets: ["${SEGMENT_SHARED_SECRET}"]
            novu: { apiKey: "${NOVU_API_KEY}" }
        %s
        """
            .formatted(
                OPERATOR,
                VIEWER,
                novu.url(),
                HOOK_TOKEN,
                HOOK_TOKEN,
                HOOK_SECRET,
                novu.url(),
                WRITE_KEY,
                more));
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Where the settings are. */
  Path file() {
    return file;
  }

  RedisAddress redis() {
    return relay.redisAddress().address();
  }

  private String redisPassword() {
    return Objects.requireNonNull(redis().password()).value();
  }

  /** A connection of the test to Redis. */
  RedisControl redisControl() {
    return new RedisControl(redis().nodes().get(0).port(), redisPassword());
  }

  /** Posts to the ingest port, with headers in pairs, and records the answer. */
  int ingest(String path, String body, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(relay.webhook().resolve(path))
            .timeout(LIMIT)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return record(Audience.ANYBODY, "POST " + path.replaceAll("\\?.*", ""), request.build())
        .statusCode();
  }

  /** Sends a signed webhook. */
  int webhook(String source, String body) throws Exception {
    return ingest(
        "/webhooks/segment/" + source,
        body,
        "X-Signature",
        WebhookSignature.of(SHARED_SECRET, body.getBytes(UTF_8)));
  }

  /** Calls the admin port with a token, and records the answer. */
  HttpResponse<String> admin(String token, String method, String path, String body)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(relay.ingest.url(path))
            .timeout(LIMIT)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build();
    boolean operator = token.equals(OPERATOR);
    return record(
        operator ? Audience.OPERATORS : Audience.ANYBODY,
        (operator ? "operator " : "viewer ") + method + " " + path,
        request);
  }

  /** Reads from a port without a token, and records the answer. */
  void open(String name, URI url) throws Exception {
    record(Audience.ANYBODY, name, HttpRequest.newBuilder(url).timeout(LIMIT).build());
  }

  private HttpResponse<String> record(Audience audience, String where, HttpRequest request)
      throws Exception {
    HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
    confidential.said(
        audience,
        where,
        response.statusCode() + " " + response.headers().map() + "\n" + response.body());
    return response;
  }

  JsonNode asOperator(String path) throws Exception {
    return EventCodec.JSON.readTree(admin(OPERATOR, "GET", path, "").body());
  }

  /** Runs a command in this process, with other settings in place of some; records its output. */
  int command(String name, Map<String, String> other, String... arguments) {
    CommandLineRun ran = CommandLineRun.of(settings(other), arguments);
    confidential.said(Audience.ANYBODY, name, ran.out() + ran.err());
    return ran.exitCode();
  }

  /** The same in a process of its own, with what it logs and what Java itself prints. */
  int process(String name, Map<String, String> other, String... arguments) throws Exception {
    CommandProcess ran = CommandProcess.run(settings(other), arguments);
    confidential.said(Audience.ANYBODY, name, ran.out());
    return ran.exitCode();
  }

  private Map<String, String> settings(Map<String, String> other) {
    Map<String, String> settings = new HashMap<>(environment);
    settings.put("RELAY_HTTP_PORT", "0");
    settings.put("RELAY_ADMIN_PORT", "0");
    settings.put("RELAY_OPS_PORT", "0");
    settings.put("RELAY_ADMIN_URL", relay.ingest.url("").toString());
    settings.put("RELAY_ADMIN_TOKEN", VIEWER);
    settings.putAll(other);
    return settings;
  }

  /** Waits until a process logs a text. */
  static void awaitLog(RelayProcess process, String text) {
    await(text).atMost(LIMIT).until(() -> process.log().contains(text));
  }

  static String basic(String writeKey) {
    return "Basic " + Base64.getEncoder().encodeToString((writeKey + ":").getBytes(UTF_8));
  }

  /** Records metrics, health and logs. */
  void recordPorts() throws Exception {
    for (RelayProcess process : new RelayProcess[] {relay.ingest, worker}) {
      String name = process == worker ? "worker" : "ingest";
      open("metrics of " + name, process.url("/metrics"));
      open("health of " + name, process.url("/health/ready"));
      confidential.said(Audience.ANYBODY, "log of " + name, process.log());
    }
  }

  @Override
  public void close() {
    relay.close();
    novu.close();
  }
}
