package dev.segmentnovu.relay.cli.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.config.Mapping;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.relay.novu.NovuAnswer;
import dev.segmentnovu.relay.runtime.exit.CannotRunException;
import dev.segmentnovu.relay.runtime.exit.ExitCode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Checks that Novu accepts a source's key, has the workflows that the source names, and honours
 * idempotency keys. Changes nothing.
 */
final class NovuCheck {

  private static final String IDEMPOTENCY_KEY = "Idempotency-Key";

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

  /** The results for one source. */
  List<CheckResult> of(RelayConfig.Source source) {
    String novu = source.name() + " novu";
    List<CheckResult> findings = new ArrayList<>();
    try {
      int status = get(source.novu(), NovuAnswer.PATH).statusCode();
      findings.add(key(novu, NovuAnswer.of(source.novu().url(), status)));
      if (findings.get(0).isGood()) {
        findings.add(idempotency(source.name() + " idempotency", post(source.novu())));
        for (String workflow : workflows(source.mapping())) {
          String path =
              "/v2/workflows/"
                  + URLEncoder.encode(workflow, StandardCharsets.UTF_8).replace("+", "%20");
          findings.add(workflow(source.name(), workflow, get(source.novu(), path)));
        }
      }
    } catch (IllegalArgumentException e) {
      // without the exception's message, which repeats the value
      findings.add(key(novu, NovuAnswer.malformed()));
    } catch (IOException e) {
      findings.add(key(novu, NovuAnswer.none(source.novu().url(), e)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotRunException(ExitCode.FAILED, "Interrupted");
    }
    return findings;
  }

  /** All workflows that a mapping names, each once. */
  private static Set<String> workflows(Mapping mapping) {
    Set<String> names = new TreeSet<>(mapping.workflows().values());
    mapping.rules().forEach(rule -> names.add(rule.workflow()));
    return names;
  }

  private static CheckResult key(String check, NovuAnswer answer) {
    return switch (answer.kind()) {
      case GOOD -> CheckResult.good(check, answer.message());
      case BAD -> CheckResult.bad(check, answer.message());
      case AWAY -> CheckResult.away(check, answer.message());
    };
  }

  /**
   * Whether Novu honours idempotency keys: it then repeats the key in its response.
   *
   * @param response to a trigger without a workflow, which Novu rejects
   */
  private static CheckResult idempotency(String check, HttpResponse<byte[]> response) {
    if (response.headers().firstValue(IDEMPOTENCY_KEY).isPresent()) {
      return CheckResult.good(
          check, "Novu honours idempotency keys: an event that is sent again takes effect once");
    }
    if (response.statusCode() == 422 || response.statusCode() == 400) {
      return CheckResult.hint(
          check,
          "Novu does not honour idempotency keys: an event that is sent again after a lost answer can"
              + " make a second notification while Novu's own worker has a backlog. Set"
              + " IS_API_IDEMPOTENCY_ENABLED=true in the environment of Novu's API, or ask Novu to"
              + " switch it on for your organisation");
    }
    return CheckResult.hint(
        check,
        "unknown: Novu answers " + response.statusCode() + " to a trigger that it should refuse");
  }

  private static CheckResult workflow(String source, String name, HttpResponse<byte[]> response)
      throws IOException {
    String check = source + " workflow " + name;
    if (response.statusCode() == 200) {
      return workflow(check, EventCodec.JSON.readTree(response.body()).path("data"));
    }
    if (response.statusCode() == 404) {
      return CheckResult.bad(
          check, "is not there: create it in this environment of Novu, or correct the identifier");
    }
    return CheckResult.away(check, "Novu answers " + response.statusCode() + ": try again");
  }

  /** Novu 3 sends {@code status: ACTIVE | INACTIVE | ERROR}; older versions send {@code active}. */
  private static CheckResult workflow(String check, JsonNode data) {
    JsonNode active = data.path("active");
    String status = data.path("status").asText("");
    if (status.equals("ERROR")) {
      return CheckResult.bad(
          check,
          "has an error at Novu: open it there and correct its steps, or its events may reach nobody");
    }
    if (status.equals("INACTIVE") || (active.isBoolean() && !active.booleanValue())) {
      return CheckResult.bad(
          check, "is switched off at Novu: activate it, or its events become dead letters");
    }
    return CheckResult.good(check, "is there");
  }

  private HttpResponse<byte[]> post(RelayConfig.Novu novu)
      throws IOException, InterruptedException {
    var request =
        request(novu, "/v1/events/trigger")
            .header("Content-Type", "application/json")
            .header(IDEMPOTENCY_KEY, "relay-check-" + UUID.randomUUID())
            .POST(BodyPublishers.ofString("{}"))
            .build();
    return client.send(request, BodyHandlers.ofByteArray());
  }

  private HttpResponse<byte[]> get(RelayConfig.Novu novu, String path)
      throws IOException, InterruptedException {
    return client.send(request(novu, path).GET().build(), BodyHandlers.ofByteArray());
  }

  private static HttpRequest.Builder request(RelayConfig.Novu novu, String path) {
    return HttpRequest.newBuilder(URI.create(novu.url() + path))
        .timeout(TIMEOUT)
        .header("Authorization", "ApiKey " + novu.apiKey().value())
        .header("Accept", "application/json");
  }
}
