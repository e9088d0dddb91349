package dev.segmentnovu.relay.cli.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.config.Mapping;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.relay.cli.http.Call;
import dev.segmentnovu.relay.cli.http.Exchange;
import dev.segmentnovu.relay.cli.http.Exchange.Answer;
import dev.segmentnovu.relay.cli.http.Exchange.NoAnswer;
import dev.segmentnovu.relay.cli.http.WebCalls;
import dev.segmentnovu.relay.novu.NovuAnswer;
import java.net.URI;
import java.net.URLEncoder;
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

  /** A trigger without a workflow. */
  private static final byte[] NO_EVENT = "{}".getBytes(StandardCharsets.UTF_8);

  private final WebCalls client;

  /** A check that makes its calls with {@code client}. */
  NovuCheck(WebCalls client) {
    this.client = client;
  }

  /** The results for one source. */
  List<CheckResult> of(RelayConfig.Source source) {
    String check = source.name() + " novu";
    return get(source.novu(), NovuAnswer.PATH)
        .match(list -> of(source, check, list), none -> List.of(noAnswer(source, check, none)));
  }

  private List<CheckResult> of(RelayConfig.Source source, String check, Answer list) {
    List<CheckResult> findings = new ArrayList<>();
    findings.add(key(check, NovuAnswer.of(source.novu().url(), list.status())));
    if (findings.get(0).isGood()) {
      String idempotency = source.name() + " idempotency";
      findings.add(
          post(source.novu())
              .match(
                  answer -> idempotency(idempotency, answer),
                  none -> noAnswer(source, idempotency, none)));
      for (String workflow : workflows(source.mapping())) {
        String path =
            "/v2/workflows/"
                + URLEncoder.encode(workflow, StandardCharsets.UTF_8).replace("+", "%20");
        String name = source.name() + " workflow " + workflow;
        findings.add(
            get(source.novu(), path)
                .match(answer -> workflow(name, answer), none -> noAnswer(source, name, none)));
      }
    }
    return findings;
  }

  private static CheckResult noAnswer(RelayConfig.Source source, String check, NoAnswer none) {
    return switch (none.cause()) {
      case INVALID -> CheckResult.bad(check, NovuAnswer.malformed().message());
      case UNREACHABLE, TLS, TIMEOUT, BROKEN ->
          CheckResult.away(check, NovuAnswer.none(source.novu().url(), none.detail()).message());
    };
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
  private static CheckResult idempotency(String check, Answer response) {
    if (response.header(IDEMPOTENCY_KEY).isPresent()) {
      return CheckResult.good(
          check, "Novu honours idempotency keys: an event that is sent again takes effect once");
    }
    if (response.status() == 422 || response.status() == 400) {
      return CheckResult.hint(
          check,
          "Novu does not honour idempotency keys: an event that is sent again after a lost answer"
              + " can make a second notification while Novu's own worker has a backlog. Set"
              + " IS_API_IDEMPOTENCY_ENABLED=true in the environment of Novu's API, or ask Novu to"
              + " switch it on for your organisation");
    }
    return CheckResult.hint(
        check,
        "unknown: Novu answers " + response.status() + " to a trigger that it should refuse");
  }

  private static CheckResult workflow(String check, Answer response) {
    if (response.status() == 200) {
      return workflow(check, response.json().path("data"));
    }
    if (response.status() == 404) {
      return CheckResult.bad(
          check, "is not there: create it in this environment of Novu, or correct the identifier");
    }
    return CheckResult.away(check, "Novu answers " + response.status() + ": try again");
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

  private Exchange post(RelayConfig.Novu novu) {
    Call call = Call.post(URI.create(novu.url() + "/v1/events/trigger"), NO_EVENT);
    return client.call(
        authorized(novu, call).with(IDEMPOTENCY_KEY, "relay-check-" + UUID.randomUUID()));
  }

  private Exchange get(RelayConfig.Novu novu, String path) {
    return client.call(authorized(novu, Call.get(URI.create(novu.url() + path))));
  }

  private static Call authorized(RelayConfig.Novu novu, Call call) {
    return call.with("Authorization", "ApiKey " + novu.apiKey().value())
        .with("Accept", "application/json")
        .within(TIMEOUT);
  }
}
