package dev.segmentnovu.worker.mapping;

import static dev.segmentnovu.testing.Mappings.mapping;
import static dev.segmentnovu.testing.Mappings.rule;
import static dev.segmentnovu.worker.mapping.MappingFixture.map;
import static dev.segmentnovu.worker.mapping.MappingFixture.mapOrder;
import static dev.segmentnovu.worker.mapping.MappingFixture.requests;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.config.ConfigError;
import dev.segmentnovu.config.Mapping;
import dev.segmentnovu.config.Mapping.Unmapped;
import dev.segmentnovu.event.EventType;
import dev.segmentnovu.testing.Events;
import dev.segmentnovu.testing.Mappings;
import dev.segmentnovu.testing.Mappings.RuleBuilder;
import dev.segmentnovu.worker.mapping.MappingResult.Send;
import dev.segmentnovu.worker.mapping.MappingResult.Skip;
import dev.segmentnovu.worker.mapping.MappingResult.SkipReason;
import dev.segmentnovu.worker.mapping.MappingResult.Step;
import dev.segmentnovu.worker.mapping.MappingResult.Undeliverable;
import dev.segmentnovu.worker.novu.NovuRequest.Trigger;
import dev.segmentnovu.worker.novu.NovuRequest.UpsertSubscriber;
import dev.segmentnovu.worker.testing.Quoted;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which rules apply to an event, and in which order. */
final class RulesTest {

  private static final RuleBuilder FAILING = rule("w").transactionId("'c-' & properties.nobody");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // rules (- no match, * all) | what is triggered
        "a b      | a",
        "-a b     | b",
        "a* b c   | a b",
        "a* b*    | a b mapped",
        "-a -b    | mapped",
        "a* -b    | a mapped",
        "a        | a",
        "mapped*  | mapped mapped:2",
        "a* a* a* | a a:2 a:3 mapped",
      })
  void the_first_match_wins_unless_it_has_all(String rules, String triggered) {
    Mappings mapping = mapping().workflow("Order Completed", "mapped");
    for (String text : List.of(rules.split(" "))) {
      RuleBuilder rule = rule(text.replaceAll("[-*]", ""));
      if (text.startsWith("-")) {
        rule.when("false");
      }
      if (text.endsWith("*")) {
        rule.all();
      }
      mapping.rule(rule);
    }

    assertThat(
            requests(mapOrder(mapping)).stream()
                .map(request -> ((Trigger) request).transactionId().substring("web:m1:".length())))
        .containsExactly(triggered.split(" "));
  }

  @ParameterizedTest
  @EnumSource(names = {"IDENTIFY", "GROUP", "PAGE", "SCREEN", "ALIAS"})
  void rules_apply_to_each_type_of_event(EventType type) {
    Mapping mapping = mapping().rule(rule("w").when("type = '" + type.wireName() + "'")).build();
    String body =
        "{'userId':'u1','groupId':'g','previousId':'p','traits':{'t':1},'properties':{'p':1}}";

    var requests = requests(map(mapping, type, body));

    assertThat(requests.get(requests.size() - 1))
        .isInstanceOfSatisfying(
            Trigger.class,
            trigger ->
                assertThat(trigger.payload())
                    .isEqualTo(
                        switch (type) {
                          case IDENTIFY, GROUP -> Quoted.any("{'t':1}");
                          default -> Quoted.any("{'p':1}");
                        }));
    assertThat(requests).hasSize(type == EventType.IDENTIFY || type == EventType.GROUP ? 2 : 1);
  }

  @Test
  void the_subscriber_is_stored_before_the_trigger_of_an_identify() {
    var requests = requests(map(mapping().rule(rule("w")).build(), Events.identify().user("u")));

    assertThat(requests.get(0)).isInstanceOf(UpsertSubscriber.class);
    assertThat(requests.get(1)).isInstanceOf(Trigger.class);
  }

  @Test
  void steps_without_a_rule_are_sent_when_a_rule_fails() {
    Mappings mapping = mapping().rule(FAILING);
    var failed =
        new Undeliverable(
            "mapping",
            "Rule 1 (w), transactionId: part `properties.nobody` is missing in this event");

    for (EventType type : List.of(EventType.IDENTIFY, EventType.GROUP)) {
      assertThat(map(mapping.build(), type, "{'userId':'u','groupId':'g'}"))
          .isInstanceOfSatisfying(
              Send.class,
              send -> {
                assertThat(send.steps()).extracting(Step::origin).containsExactly(type.wireName());
                assertThat(send.remainder()).isEqualTo(failed);
              });
    }
    assertThat(mapOrder(mapping)).isEqualTo(failed);
  }

  @Test
  void a_rule_triggers_even_if_the_group_cannot_be_a_topic() {
    assertThat(map(mapping().rule(rule("w")).build(), Events.group("a b").user("u")))
        .isInstanceOfSatisfying(
            Send.class,
            send -> {
              assertThat(send.steps()).extracting(Step::origin).containsExactly("rule 1 (w)");
              assertThat(send.remainder()).isInstanceOf(Undeliverable.class);
            });
  }

  @Test
  void max_age_counts_from_the_events_timestamp() {
    assertThat(mapOrder(mapping().rule(rule("otp").maxAge(Duration.ofMinutes(5)))))
        .isInstanceOfSatisfying(
            Send.class,
            send ->
                assertThat(send.steps().get(0).notAfter())
                    .isEqualTo(Instant.parse("2026-11-23T16:05:00Z")));
  }

  @Test
  void rules_do_not_apply_to_a_delete() {
    assertThat(map(mapping().rule(rule("w")).build(), Events.delete().user("u")))
        .isInstanceOfSatisfying(Send.class, send -> assertThat(send.steps()).hasSize(1));
  }

  @Test
  void two_triggers_of_an_event_must_not_share_a_transaction_id() {
    Mappings mapping =
        mapping()
            .rule(rule("a").transactionId("'x'").all())
            .rule(rule("b").transactionId("'x'"))
            .workflow("Order Completed", "mapped");

    assertThat(mapOrder(mapping))
        .isEqualTo(
            new Undeliverable(
                "mapping",
                "Rule 2 (b), transactionId: is that of an earlier trigger of the same event; Novu"
                    + " would drop this one"));
  }

  @Test
  void an_unmapped_track_may_be_skipped() {
    assertThat(mapOrder(mapping().unmapped(Unmapped.SKIP)))
        .isEqualTo(
            new Skip(SkipReason.UNMAPPED, "No workflow mapped for event: \"Order Completed\""));
  }

  @Test
  void the_check_finds_every_error_in_the_rules() {
    Mapping mapping =
        mapping()
            .rule(rule("ok").when("true").payload("properties"))
            .rule(rule("bad").when("type = ").payload("$lenght(event)").to("userId"))
            .rule(rule(" ").when("/(/"))
            .build();

    List<ConfigError> errors = MappingCheck.check(MappingFixture.source(mapping));

    assertThat(errors)
        .extracting(ConfigError::path)
        .containsExactly(
            "sources.web.rules[1].when",
            "sources.web.rules[1].payload",
            "sources.web.rules[2].workflow",
            "sources.web.rules[2].when");
    assertThat(errors.get(1).problem())
        .isEqualTo("There is no $lenght, at character 7 of the expression");
  }
}
