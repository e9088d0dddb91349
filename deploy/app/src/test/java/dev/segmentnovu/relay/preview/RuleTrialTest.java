package dev.segmentnovu.relay.preview;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.event.EntryPoint;
import dev.segmentnovu.ingest.admin.mapping.TrialResult;
import dev.segmentnovu.ingest.admin.mapping.TrialResult.Outcome;
import dev.segmentnovu.testing.Configs;
import dev.segmentnovu.testing.Mappings;
import dev.segmentnovu.testing.Sources;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the relay says it would do with an event. */
final class RuleTrialTest {

  private static final Instant NOW = Instant.parse("2026-11-29T18:00:00Z");

  private RelayConfig config =
      Configs.defaults()
          .withSources(
              List.of(
                  Sources.source("web")
                      .writeKeys("key")
                      .novu(URI.create("http://127.0.0.1:1"), "key")
                      .mapping(
                          Mappings.mapping()
                              .rule(
                                  Mappings.rule("receipt")
                                      .when("event = 'Paid'")
                                      .maxAge(Duration.ofHours(1)))
                              .rule(Mappings.rule("broken").when("event = 'Bad'").payload("1"))
                              .workflow("Signed Up", "welcome")
                              .build())
                      .build()));

  private final RuleTrial trial =
      new RuleTrial(
          () -> config, new RunningMappers(() -> config), Clock.fixed(NOW, ZoneOffset.UTC));

  private TrialResult run(EntryPoint door, String event) {
    return trial.run("web", door, event.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {'type':'track','userId':'u','event':'Signed Up'} | SENT     | workflows  | -
          {'type':'track','userId':'u','event':'Paid'}      | SENT     | rule 1 (receipt) | -
          {'type':'identify','userId':'u','traits':{}}      | SENT     | identify   | -
          {'type':'track','userId':'u','event':'Other'}     | UNMAPPED | -          | No workflow mapped
          {'type':'track','userId':'u','event':'Bad'}       | INVALID  | -          | Rule 2 (broken)
          {'type':'page','userId':'u'}                      | SKIPPED  | -          | page calls mean nothing
          {'type':'track','anonymousId':'a','event':'Paid'} | SKIPPED  | -          | anonymous
          {'type':'track','userId':'u'}                     | INVALID  | -          | event
          {'type':'track','userId':'u','event':'Paid','integrations':{'Novu':false}} | SKIPPED | - | integrations
          {'type':'track','userId':'u','event':'Paid','timestamp':'2026-11-29T16:00:00Z'} | INVALID | - | Too old
          {'userId':'u'}                                    | INVALID  | -          | type is required
          """)
  void an_event_has_an_outcome_steps_and_a_reason(
      String event, Outcome outcome, String rule, String reason) {
    TrialResult result = run(EntryPoint.WEBHOOK, event);

    assertThat(result.outcome()).as("%s", result).isEqualTo(outcome);
    if (rule.equals("-")) {
      assertThat(result.steps()).isEmpty();
      assertThat(result.reason()).contains(reason);
    } else {
      assertThat(result.reason()).isNull();
      assertThat(result.steps().get(0).rule()).isEqualTo(rule);
      assertThat(result.steps().get(0).path()).startsWith("/v");
      assertThat(result.steps().get(0).method()).isIn("GET", "POST");
    }
  }

  @Test
  void the_entry_point_decides_whether_all_counts() {
    String event = "{'type':'track','userId':'u','event':'Paid','integrations':{'All':false}}";

    assertThat(run(EntryPoint.WEBHOOK, event).outcome()).isEqualTo(Outcome.SENT);
    assertThat(run(EntryPoint.TRACKING, event).outcome()).isEqualTo(Outcome.SKIPPED);
  }

  @Test
  void a_change_of_the_configuration_counts_at_once() {
    String event = "{'type':'track','userId':'u','event':'Signed Up'}";
    RelayConfig before = config;
    config =
        before.withSources(
            List.of(
                Sources.source("web")
                    .writeKeys("key")
                    .novu(URI.create("http://127.0.0.1:1"), "key")
                    .workflow("Signed Up", "hello")
                    .build()));

    TrialResult result = run(EntryPoint.WEBHOOK, event);

    assertThat(result.steps().get(0).body()).isNotNull();
    assertThat(String.valueOf(result.steps().get(0).body())).contains("hello");
    config = before.withSources(List.of());
    assertThat(run(EntryPoint.WEBHOOK, event).outcome()).isEqualTo(Outcome.INVALID);
  }
}
