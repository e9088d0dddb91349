package dev.segmentnovu.e2e.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.e2e.fixture.UpProcess;
import dev.segmentnovu.event.EventCodec;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** A relay with two sources, an operator and a viewer. Its Novu is the sandbox. */
final class ConsoleRelay implements AutoCloseable {

  static final String OPERATOR = "operator-token-1234567890";
  static final String VIEWER = "viewer-token-1234567890";

  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** The first retry comes so late that all tests see it wait. */
  private static final String FILE =
      """
      sources:
        web:
          writeKeys: ["web-key"]
          novu: { apiKey: "${NOVU_API_KEY}" }
          workflows:
            User Registered: welcome
            Order Completed: receipt
            Password Reset Requested: reset-password
            Trial Ending: trial-ending
          retry: { initial: 30m, max: 1h }
        app:
          writeKeys: ["app-key"]
          novu: { apiKey: "${NOVU_API_KEY}" }
          workflows: { Level Reached: level-up }
          unmapped: skip
      admin:
        tokens:
          - { name: on-call, role: operator, token: "%s" }
          - { name: wallboard, role: viewer, token: "%s" }
      """
          .formatted(OPERATOR, VIEWER);

  private final HttpClient client = HttpClient.newHttpClient();
  private final Path file;

  /** The process. */
  final UpProcess process;

  ConsoleRelay(Path directory) throws IOException {
    file = Files.writeString(directory.resolve("relay.yaml"), FILE);
    process = new UpProcess(directory, Map.of("RELAY_CONFIG", file.getFileName().toString()));
  }

  /** The address of Pulse, with a slash at its end. */
  URI console() {
    return URI.create("http://127.0.0.1:" + process.adminPort() + "/");
  }

  /** Writes the configuration as it was at first, with one text in place of another. */
  void configure(String text, String replacement) throws IOException {
    assertThat(FILE).contains(text);
    Files.writeString(file, FILE.replace(text, replacement));
  }

  /** Sends a track call as an SDK does. */
  void track(String source, String userId, String event, String messageId) {
    send(source, List.of(event(userId, event, messageId)));
  }

  /** The JSON of a track call. */
  static String event(String userId, String event, String messageId) {
    return """
        {"type":"track","userId":"%s","event":"%s","messageId":"%s",
         "properties":{"orderId":"o-1042","total":12.50,"currency":"EUR"}}"""
        .formatted(userId, event, messageId);
  }

  /** Sends events as one batch. */
  void send(String source, List<String> events) {
    String key =
        Base64.getEncoder().encodeToString((source + "-key:").getBytes(StandardCharsets.UTF_8));
    var response =
        call(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + process.httpPort() + "/v1/batch"))
                .header("Authorization", "Basic " + key)
                .POST(BodyPublishers.ofString("{\"batch\":[" + String.join(",", events) + "]}")));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
  }

  /** Makes Novu refuse the next events of a user with 422, and this message. */
  void refuse(String userId, int times, String message) throws IOException, InterruptedException {
    process.fail(
        """
        {"path":"/v1/events","subscriberId":"%s","times":%d,"status":422,
         "body":{"statusCode":422,"message":"Validation Error",
                 "errors":{"general":{"messages":["%s"]}}}}"""
            .formatted(userId, times, message));
  }

  /** An answer of the admin API to the operator. */
  JsonNode get(String path) {
    return json(call(admin(path, OPERATOR).GET()));
  }

  /** The same for a POST. */
  JsonNode post(String path, String body) {
    return json(call(admin(path, OPERATOR).POST(BodyPublishers.ofString(body))));
  }

  /** The status of the answer to a change by this person. */
  int statusOf(String method, String path, String token) {
    return call(admin(path, token).method(method, BodyPublishers.ofString("{}"))).statusCode();
  }

  /** The dead letters that match, when there are this many of them. */
  JsonNode awaitDead(String filter, int count) {
    String path = "/admin/dead-letters?limit=100&" + filter;
    await("dead letters of " + filter)
        .atMost(LIMIT)
        .until(() -> get(path).path("total").asInt() == count);
    return get(path).path("items");
  }

  /** Returns when the event is in this state. */
  void awaitState(String messageId, String state) {
    await(messageId + " is " + state)
        .atMost(LIMIT)
        .until(() -> get("/admin/events/" + messageId).path("state").asText().equals(state));
  }

  private HttpRequest.Builder admin(String path, String token) {
    return HttpRequest.newBuilder(console().resolve(path))
        .header("Content-Type", "application/json")
        .header("Authorization", "Bearer " + token);
  }

  private HttpResponse<String> call(HttpRequest.Builder request) {
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError("The relay does not answer: " + process.log(), e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode json(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
    try {
      return EventCodec.JSON.readTree(response.body());
    } catch (IOException e) {
      throw new AssertionError(response.body(), e);
    }
  }

  @Override
  public void close() throws IOException {
    process.close();
  }
}
