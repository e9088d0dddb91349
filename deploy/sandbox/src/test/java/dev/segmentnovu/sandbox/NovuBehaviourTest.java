package dev.segmentnovu.sandbox;

import static dev.segmentnovu.sandbox.fixture.RunningSandbox.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.sandbox.environment.NovuVersion;
import dev.segmentnovu.sandbox.environment.RateLimits;
import dev.segmentnovu.sandbox.environment.SandboxOptions;
import dev.segmentnovu.sandbox.fixture.RunningSandbox;
import dev.segmentnovu.sandbox.fixture.RunningSandbox.Response;
import dev.segmentnovu.sandbox.fixture.Sandboxes;
import dev.segmentnovu.sandbox.novu.Message;
import dev.segmentnovu.sandbox.received.ReceivedRequest;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/**
 * The sandbox behaves like Novu: {@code novu/behaviour.csv} has one observed behaviour a row.
 *
 * <p>Before each row there is subscriber {@code u1} (first name, e-mail, {@code data}), subscriber
 * {@code odd id}, topic {@code acme} with {@code u1}, and the environment of {@link #OPTIONS}.
 *
 * <p>The columns: the version of Novu ({@code any} for both) and switches; the request; its body
 * with single quotes; the status; the expected parts of the response, as {@code pointer=text},
 * {@code pointer~part} or {@code @header=text}; and the state afterwards: {@code nobody} got a
 * message, {@code reaches} names the subscribers that got one, {@code message} checks its payload,
 * {@code GET} checks the response to another request. <code>{x*5}</code> stands for five x.
 */
class NovuBehaviourTest {
  private static final SandboxOptions OPTIONS =
      SandboxOptions.onPort(0)
          .withWorkflows("welcome")
          .withInactive("paused")
          .withTenants("acme")
          .withIntegrations("fcm");
  private static final String ORDER =
      "{'type':'object','required':['orderId'],'properties':{'orderId':{'type':'string'},"
          + "'buyer':{'type':'object','required':['name']}}}";
  private static final Pattern REPEATED = Pattern.compile("\\{(\\w)\\*(\\d+)}");
  private static final Pattern EXPECTED = Pattern.compile("([^=~]*)([=~])(.*)");

  @RegisterExtension private final Sandboxes sandboxes = new Sandboxes();

  @ParameterizedTest(name = "{0}: {1} {2}")
  @CsvFileSource(
      resources = "/novu/behaviour.csv",
      delimiter = '|',
      quoteCharacter = '`',
      numLinesToSkip = 1,
      ignoreLeadingAndTrailingWhitespace = false)
  void the_sandbox_behaves_as_novu_does(
      String when, String request, String body, int status, String expected, String afterwards)
      throws Exception {
    List<String> words = List.of(when.split(" "));
    List<NovuVersion> versions =
        words.get(0).equals("any")
            ? List.of(NovuVersion.values())
            : List.of(NovuVersion.of(words.get(0)));
    for (NovuVersion version : versions) {
      RunningSandbox sandbox = sandboxes.start(options(words).withVersion(version));
      given(sandbox);
      Response response = send(sandbox, words, request, body == null ? "" : filled(body));
      if (words.contains("twice")) {
        response = send(sandbox, words, request, body == null ? "" : filled(body));
      }

      assertThat(response.status()).as("%s: %s", version, response.body()).isEqualTo(status);
      for (String part : expected == null ? new String[0] : expected.split(";")) {
        check(response, part);
      }
      afterwards(sandbox, afterwards == null ? "" : afterwards);
    }
  }

  private static SandboxOptions options(List<String> words) throws Exception {
    SandboxOptions options = OPTIONS.withPayloadSchema("order", json(ORDER));
    if (words.contains("ids")) {
      options = options.withValidIdsOnly();
    }
    if (words.contains("keys")) {
      options = options.withApiKeys("other", "secret");
    }
    if (words.contains("limited")) {
      options = options.withRateLimits(RateLimits.FREE);
    }
    return words.contains("idempotent") ? options.withIdempotency() : options;
  }

  private static void given(RunningSandbox sandbox) throws Exception {
    sandbox.call(
        "POST",
        "/v2/subscribers",
        "{'subscriberId':'u1','firstName':'Ada','email':'a@example.com','data':{'plan':'pro'}}");
    sandbox.call("POST", "/v2/subscribers", "{'subscriberId':'odd id'}");
    sandbox.call(
        "POST", "/v2/topics/acme/subscriptions", "{'subscriptions':[{'subscriberId':'u1'}]}");
  }

  private static Response send(
      RunningSandbox sandbox, List<String> words, String request, String body) throws Exception {
    String[] line = filled(request).split(" ", 2);
    var http = sandbox.request(line[0], line[1], body).setHeader("Idempotency-Key", "k");
    if (words.contains("stranger")) {
      http.setHeader("Authorization", "ApiKey stranger");
    } else if (words.contains("lowercase")) {
      http.setHeader("Authorization", "apikey secret");
    } else if (words.contains("keyless")) {
      http.setHeader("Authorization", "");
    }
    return sandbox.send(http.build());
  }

  private static String filled(String text) {
    return REPEATED
        .matcher(text)
        .replaceAll(found -> found.group(1).repeat(Integer.parseInt(found.group(2))));
  }

  private static void check(Response response, String expected) {
    var parts = EXPECTED.matcher(expected);
    assertThat(parts.matches()).as(expected).isTrue();
    String where = parts.group(1);
    String found =
        where.startsWith("@")
            ? response.header(where.substring(1))
            : text(at(response.body(), where));
    if (parts.group(2).equals("~")) {
      assertThat(found).as("%s of %s", where, response.body()).contains(parts.group(3));
    } else {
      assertThat(found).as("%s of %s", where, response.body()).isEqualTo(parts.group(3));
    }
  }

  private static JsonNode at(JsonNode json, String pointer) {
    return pointer.equals("/") ? json : json.at(pointer);
  }

  private static String text(JsonNode json) {
    return json.isContainerNode() ? json.toString() : json.asText();
  }

  private static void afterwards(RunningSandbox sandbox, String expected) throws Exception {
    String[] words = expected.split(" ", 2);
    sandbox.novu.finishWork();
    List<Message> messages = sandbox.novu.messages();
    switch (words[0]) {
      case "" -> {}
      case "nobody" -> {
        assertThat(messages).isEmpty();
        assertThat(reachesSomebody(sandbox)).isFalse();
      }
      case "reaches" -> {
        assertThat(messages)
            .extracting(Message::subscriberId)
            .containsExactlyElementsOf(ids(words[1]));
        assertThat(reachesSomebody(sandbox)).isTrue();
      }
      case "message" -> {
        String[] parts = words[1].split("=", 2);
        assertThat(text(at(messages.get(0).payload(), parts[0]))).isEqualTo(parts[1]);
      }
      case "GET" -> {
        String[] parts = words[1].split(" ", 2);
        check(sandbox.call("GET", parts[0]), parts[1]);
      }
      default -> throw new IllegalArgumentException(expected);
    }
  }

  private static List<String> ids(String names) {
    return names.equals("odd id") ? List.of(names) : Arrays.asList(names.split(" "));
  }

  /** Whether the list of requests has a trigger that reached a subscriber. */
  private static boolean reachesSomebody(RunningSandbox sandbox) {
    return sandbox.novu.requests().stream()
        .filter(request -> !request.triggers().isEmpty())
        .map(ReceivedRequest::response)
        .flatMap(response -> response.reaches().stream())
        .anyMatch(reach -> reach.subscribers() > 0);
  }
}
