package dev.segmentnovu.config.read;

import static dev.segmentnovu.config.read.Loading.errors;
import static dev.segmentnovu.config.read.Loading.load;
import static dev.segmentnovu.config.read.Loading.valid;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.config.Alerts.Receiver;
import dev.segmentnovu.config.ProcessRole;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings of alerts that need more than a default. */
final class AlertConfigTest {

  private static final String SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0";

  private static final String SOURCE =
      """
      sources:
        web:
          writeKeys: [wk]
          novu: { apiKey: nk }
      """;

  private static String receiver(String members) {
    return SOURCE
        + """
        alerts:
          receivers:
            - { %s }
        """
            .formatted(members);
  }

  private static List<String> errorsOf(String yaml) {
    return errors(load(yaml, Map.of(), ProcessRole.BOTH));
  }

  @Test
  void every_mistake_of_a_receiver_is_reported_with_the_right_form() {
    assertThat(errorsOf(receiver("name: Ops, url: hooks.example, secret: abc, events: [dead]")))
        .containsExactlyInAnyOrder(
            "alerts.receivers[0].name: must be a name of lower-case letters, digits, - and _, of at"
                + " most 64 characters, not 'Ops'",
            "alerts.receivers[0].url: must be an address such as https://hooks.example.com/relay,"
                + " without a user and a password",
            "alerts.receivers[0].secret: must be whsec_ and then 24 to 64 bytes in Base64; make one"
                + " with: echo whsec_$(openssl rand -base64 32)",
            "alerts.receivers[0].events[0]: must be one of source.suspended, circuit.opened,"
                + " dead_letters.rate_exceeded, dead_letters.bound_reached, queue.delayed,"
                + " ingest.silent, configuration.refused, redis.memory_high, queue.violations,"
                + " job.finished, not 'dead'");
  }

  @Test
  void a_receiver_needs_a_name_an_address_and_a_secret() {
    assertThat(errorsOf(receiver("events: [job.finished]")))
        .containsExactlyInAnyOrder(
            "alerts.receivers[0].name: is required: a name for logs, such as ops",
            "alerts.receivers[0].url: is required: the address of the receiver",
            "alerts.receivers[0].secret: is required: whsec_ and then 24 to 64 bytes in Base64;"
                + " make one with: echo whsec_$(openssl rand -base64 32)");
  }

  @Test
  void an_unknown_member_of_a_receiver_is_refused() {
    String right = "name: ops, url: 'https://h.example', secret: " + SECRET;

    assertThat(errorsOf(receiver(right + ", event: [job.finished]")))
        .containsExactly("alerts.receivers[0].event: unknown; did you mean events?");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0",
        "whsec_",
        "whsec_c2hvcnQ=",
        "whsec_!!!!",
        "whsec_MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0MDEy"
            + "MzQ1"
      })
  void a_secret_that_nobody_could_sign_with_is_refused_and_not_repeated(String secret) {
    List<String> errors =
        errorsOf(receiver("name: ops, url: 'https://h.example', secret: '" + secret + "'"));

    assertThat(errors).hasSize(1).allMatch(error -> error.contains("must be whsec_"));
    assertThat(errors.get(0)).doesNotContain(secret + "'");
  }

  @ParameterizedTest
  @CsvSource({
    "https://hooks.example, false, true",
    "http://localhost:9, false, true",
    "http://127.0.0.1:9, false, true",
    "http://[::1]:9, false, true",
    "http://hooks.example, true, true",
    "http://hooks.example, false, false"
  })
  void an_http_address_must_be_of_this_machine_or_allowed(
      String url, boolean allowed, boolean right) {
    String yaml =
        receiver("name: ops, url: '" + url + "', secret: " + SECRET)
            + "  allowHttp: "
            + allowed
            + "\n";

    if (right) {
      assertThat(valid(load(yaml, Map.of(), ProcessRole.BOTH)).alerts().receivers())
          .extracting(receiver -> receiver.url().toString())
          .containsExactly(url);
    } else {
      assertThat(errorsOf(yaml))
          .containsExactly(
              "alerts.receivers: has an http address for the receiver 'ops', over which anybody"
                  + " between can read the alerts: use https, or set alerts.allowHttp to true");
    }
  }

  @Test
  void receivers_have_names_of_their_own_and_sources_that_there_are() {
    String yaml =
        receiver("name: ops, url: 'https://h.example', secret: " + SECRET + ", sources: [wbe]")
            + "    - { name: ops, url: 'https://i.example', secret: "
            + SECRET
            + " }\n";

    assertThat(errorsOf(yaml.replace("    - {", "    - {")))
        .containsExactly(
            "alerts.receivers: names for the receiver 'ops' a source that there is not: wbe; the"
                + " sources are web");
    assertThat(errorsOf(yaml.replace("wbe", "web")))
        .containsExactly("alerts.receivers: has two receivers named 'ops': rename one of them");
  }

  @Test
  void more_receivers_than_ten_are_refused() {
    var yaml = new StringBuilder(SOURCE + "alerts:\n  receivers:\n");
    for (int i = 0; i < 11; i++) {
      yaml.append(
          "    - { name: r%d, url: 'https://h.example', secret: %s }%n".formatted(i, SECRET));
    }

    assertThat(errorsOf(yaml.toString()))
        .containsExactly("alerts.receivers: has 11 receivers, and there may be 10");
  }

  @Test
  void an_address_without_a_secret_is_refused_and_the_other_way_round() {
    assertThat(
            errors(load(SOURCE, Map.of("RELAY_ALERTS_URL", "https://h.example"), ProcessRole.BOTH)))
        .containsExactly(
            "alerts.secret (RELAY_ALERTS_SECRET): is required, because alerts.url"
                + " (RELAY_ALERTS_URL) is set");
    assertThat(errors(load(SOURCE, Map.of("RELAY_ALERTS_SECRET", SECRET), ProcessRole.BOTH)))
        .containsExactly(
            "alerts.url (RELAY_ALERTS_URL): is required, because alerts.secret"
                + " (RELAY_ALERTS_SECRET) is set");
  }

  @Test
  void a_worker_needs_no_secret_of_a_receiver() {
    String yaml =
        receiver("name: ops, url: '${HOOK_URL}', secret: '${HOOK_SECRET}'")
            + "  secret: ${OTHER_SECRET}\n  url: ${OTHER_URL}\n";

    assertThat(valid(load(yaml, Map.of(), ProcessRole.WORKER)).alerts().receivers()).isEmpty();
  }

  @Test
  void secrets_and_paths_of_receivers_are_not_shown() {
    Receiver ops =
        valid(
                load(
                    receiver("name: ops, url: 'https://h.example/T0/B1', secret: " + SECRET),
                    Map.of(),
                    ProcessRole.BOTH))
            .alerts()
            .receivers()
            .get(0);

    assertThat(ops.secret().toString()).doesNotContain(SECRET);
    assertThat(ops.origin()).isEqualTo("https://h.example");
  }
}
