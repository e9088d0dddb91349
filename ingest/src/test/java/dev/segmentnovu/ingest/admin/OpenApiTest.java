package dev.segmentnovu.ingest.admin;

import static dev.segmentnovu.ingest.fixtures.AdminFixture.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.ingest.fixtures.AdminFixture;
import dev.segmentnovu.ingest.fixtures.ApiDocument;
import dev.segmentnovu.ingest.fixtures.ApiDocument.Operation;
import dev.segmentnovu.ingest.fixtures.ApiExample;
import dev.segmentnovu.queue.history.failure.Failure;
import io.vertx.ext.web.Route;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The document describes exactly the routes of the admin port, and each of its examples works: a
 * request with the examples of its parameters, or with an example of its body, gets the first
 * success that is documented, with a body that its schema describes completely.
 */
final class OpenApiTest {

  /** What the examples name, and what the test has in its place: {@code web}, {@code u-1} …. */
  private final Map<String, String> bindings = new HashMap<>();

  /**
   * What must be there before an operation, by its {@code operationId}. An operation that needs
   * something of its own gets a line here.
   */
  private final Map<String, Consumer<AdminFixture>> given =
      Map.of(
          "unparkUser",
          relay -> relay.call("POST", path("/admin/users/{web}/u-1/park")),
          "acknowledgeIssue",
          this::failOnce,
          "getJob",
          relay -> startJob(relay, "discard"),
          "cancelJob",
          relay -> startJob(relay, "discard"),
          "getJobResult",
          relay -> startJob(relay, "export"));

  /**
   * Operations whose example is documented to fail here: nothing makes this port ready, and it has
   * no receiver of alerts and no sandbox.
   */
  private static final Map<String, Integer> OTHER_STATUS =
      Map.of(
          "ready", 503,
          "testAlerts", 409,
          "listSandboxRequests", 404,
          "listSandboxMessages", 404);

  private final ApiDocument document = ApiDocument.read();
  private final List<AdminFixture> open = new ArrayList<>();

  OpenApiTest() throws IOException {}

  @AfterEach
  void close() {
    open.forEach(AdminFixture::close);
    open.clear();
  }

  /** A port with a dead letter of the user u-1, for whom another event waits. */
  private AdminFixture relay() {
    AdminFixture relay = AdminFixture.open();
    open.add(relay);
    bindings.put("web", relay.source);
    bindings.put("web.0.l1", relay.addDeadLetter("u-1", "m-1"));
    relay.enqueue("u-1", "m-2", AdminFixture.track("u-1", "Signed Up"));
    return relay;
  }

  /** Makes a failure group, which {@code web.1} names. */
  private void failOnce(AdminFixture relay) {
    relay
        .activity
        .source(relay.source)
        .failed(
            new Failure("welcome", "rejected", 422, "no subscriber", "u-1", Instant.now(), null));
    relay.flush();
    JsonNode group = json(relay.call("GET", "/admin/issues")).at("/items/0");
    bindings.put("web.1", group.get("id").asText());
  }

  /** Starts a slow job, which {@code web.2} names. */
  private void startJob(AdminFixture relay, String action) {
    for (int i = 0; i < 20; i++) {
      relay.addDeadLetter("u-1", "m-9" + i);
    }
    String body =
        "{\"action\":\"%s\",\"filter\":{\"source\":\"%s\"},\"ratePerSecond\":1}"
            .formatted(action, relay.source);
    JsonNode job =
        json(relay.call("POST", "/admin/jobs", body, "Content-Type", "application/json"));
    bindings.put("web.2", job.get("id").asText());
  }

  /** All tests share the jobs that may run at the same time. */
  private void endJob(AdminFixture relay) {
    String id = bindings.remove("web.2");
    if (id != null) {
      relay.call("POST", "/admin/jobs/" + id + "/cancel");
      await()
          .until(
              () ->
                  !json(relay.call("GET", "/admin/jobs/" + id))
                      .get("state")
                      .asText()
                      .equals("running"));
    }
  }

  private String path(String template) {
    return template.replace("{web}", bindings.getOrDefault("web", ""));
  }

  @Test
  void it_describes_exactly_the_routes_of_the_port() {
    Set<String> routes = new TreeSet<>();
    for (Route route : relay().admin.routes()) {
      if (route.getPath() != null && route.methods() != null) {
        Set<String> methods =
            route.methods().stream().map(Object::toString).collect(Collectors.toSet());
        String path = route.getPath().replaceAll(":(\\w+)", "{$1}");
        methods.stream()
            // as HTTP has it, HEAD is GET without the body
            .filter(method -> !method.equals("HEAD") || !methods.contains("GET"))
            .forEach(method -> routes.add(method + " " + path));
      }
    }

    assertThat(routes).hasSizeGreaterThan(10);
    assertThat(document.operations().stream().map(Operation::toString))
        .containsExactlyInAnyOrderElementsOf(routes);
  }

  @Test
  void each_operation_has_an_id_of_its_own_and_documents_how_it_fails() {
    assertThat(document.operations().stream().map(each -> each.json().path("operationId").asText()))
        .doesNotHaveDuplicates()
        .allMatch(id -> !id.isBlank());
    for (Operation operation : document.operations()) {
      JsonNode responses = operation.json().get("responses");
      assertThat(operation.json().path("summary").asText()).as("%s", operation).isNotBlank();
      if (operation.path().startsWith("/admin/")) {
        assertThat(responses.has("401") && responses.has("403")).as("%s", operation).isTrue();
      }
      for (JsonNode parameter : operation.parameters()) {
        if (parameter.get("in").asText().equals("path")) {
          assertThat(parameter.has("example")).as("%s %s", operation, parameter).isTrue();
        }
      }
    }
  }

  @Test
  void it_is_served_without_a_token_as_json() {
    var relay = relay();

    HttpResponse<String> response = relay.call("GET", "/openapi.json");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(json(response)).isEqualTo(document.json());
    assertThat(json(response).get("openapi").asText()).isEqualTo("3.1.0");
  }

  /** Of 600 new clients that changed to HTTP/2 with this request, two could not read the answer. */
  @Test
  void a_client_that_asks_for_http2_without_tls_gets_http1() throws Exception {
    var uri = URI.create("http://127.0.0.1:" + relay().admin.port() + "/openapi.json");
    var request = HttpRequest.newBuilder(uri).version(HttpClient.Version.HTTP_2).build();

    var response = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());

    assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
    assertThat(EventCodec.JSON.readTree(response.body())).isEqualTo(document.json());
  }

  @TestFactory
  Stream<DynamicTest> each_example_gets_the_documented_answer() {
    return document.operations().stream()
        .filter(operation -> !isEndless(operation))
        .flatMap(
            operation ->
                ApiExample.of(operation).entrySet().stream()
                    .map(
                        example ->
                            DynamicTest.dynamicTest(
                                operation + ", " + example.getKey(),
                                () -> runs(operation, example.getValue()))));
  }

  /** A stream of server-sent events has no end; LiveRoutesTest reads it. */
  private static boolean isEndless(Operation operation) {
    return operation.json().at("/responses/200/content").has("text/event-stream");
  }

  private void runs(Operation operation, ApiExample example) {
    var relay = relay();
    String id = operation.json().get("operationId").asText();
    given.getOrDefault(id, none -> {}).accept(relay);
    int status = OTHER_STATUS.getOrDefault(id, firstSuccess(operation));

    HttpResponse<String> response =
        example.body().isEmpty()
            ? relay.call(operation.method(), example.target(operation, bindings))
            : relay.call(
                operation.method(),
                example.target(operation, bindings),
                bound(example.body()),
                "Content-Type",
                "application/json");

    assertThat(response.statusCode())
        .as("%s: %s. What it needs belongs into OpenApiTest.given", operation, response.body())
        .isEqualTo(status);
    conforms(operation, response);
    endJob(relay);
    relay.close();
    open.remove(relay);
  }

  private void conforms(Operation operation, HttpResponse<String> response) {
    JsonNode content = document.content(operation, response.statusCode());
    String type = response.headers().firstValue("Content-Type").orElse("");
    if (content.isMissingNode()) {
      assertThat(response.body()).isEmpty();
      return;
    }
    String documented = type.replaceAll(";.*", "");
    assertThat(content.has(documented)).as("%s answers %s", operation, type).isTrue();
    JsonNode schema = content.get(documented).path("schema");
    if (schema.isMissingNode()) {
      return;
    }
    List<String> values =
        documented.equals("application/x-ndjson")
            ? response.body().lines().toList()
            : List.of(response.body());
    for (String value : values) {
      assertThat(document.problems(schema, read(value))).as("%s: %s", operation, value).isEmpty();
    }
  }

  private static JsonNode read(String text) {
    try {
      return EventCodec.JSON.readTree(text);
    } catch (IOException e) {
      throw new AssertionError(text, e);
    }
  }

  private static int firstSuccess(Operation operation) {
    for (var response : operation.json().get("responses").properties()) {
      if (response.getKey().startsWith("2")) {
        return Integer.parseInt(response.getKey());
      }
    }
    throw new AssertionError(operation + " documents no success");
  }

  /** The body with what this test has in place of the names in quotes. */
  private String bound(String body) {
    String bound = body;
    for (var binding : bindings.entrySet()) {
      bound = bound.replace('"' + binding.getKey() + '"', '"' + binding.getValue() + '"');
    }
    return bound;
  }
}
