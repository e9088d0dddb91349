package dev.segmentnovu.worker.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.config.Mapping;
import dev.segmentnovu.config.Mapping.CustomTraits;
import dev.segmentnovu.config.Mapping.Rule;
import dev.segmentnovu.config.Mapping.Unmapped;
import dev.segmentnovu.config.read.ConfigError;
import dev.segmentnovu.event.EventType;
import dev.segmentnovu.worker.Quoted;
import dev.segmentnovu.worker.mapping.MappingResult.Send;
import dev.segmentnovu.worker.mapping.MappingResult.Skip;
import dev.segmentnovu.worker.mapping.MappingResult.Step;
import dev.segmentnovu.worker.mapping.MappingResult.Undeliverable;
import dev.segmentnovu.worker.novu.NovuRequest.Trigger;
import dev.segmentnovu.worker.novu.NovuRequest.UpsertSubscriber;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class RulesTest {

  private static final String ORDER =
      "{'userId':'u1','event':'Order Completed','timestamp':'2026-11-23T16:00:00Z',"
          + "'context':{'traits':{'email':'a@b.co'}},'properties':{'id':7,'total':130.50,"
          + "'big':12345678901234567890,'none':null,'items':[{'n':1},{'n':2}],"
          + "'people':['a','b'],'blank':' '}}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "                                                                   | true",
        "type = 'track' and event = 'Order Completed' and properties.total >= 100 | true",
        "properties.total > 1000                                            | false",
        "properties.nothing                                                 | false",
        "properties.none                                                    | false",
        "properties.items                                                   | true",
        "properties.items[n = 7]                                            | false",
        "''                                                                 | false",
        "0                                                                  | false",
        "[0, false]                                                         | false",
        "[0, 1]                                                             | true",
        "{}                                                                 | false",
        "messageId = 'm1' and timestamp = '2026-11-23T16:00:00Z'            | true",
        "receivedAt = '2026-11-23T16:11:22.337Z' and originalTimestamp      | true",
      })
  void a_rule_matches_as_jsonata_has_it(@Nullable String when, boolean matches) {
    assertThat(by(List.of(rule(when, "a", Map.of())), ORDER))
        .isInstanceOf(matches ? Send.class : Undeliverable.class);
  }

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
  void the_first_match_wins_unless_it_lets_others_be_asked_too(String rules, String triggered) {
    List<Rule> list =
        List.of(rules.split(" ")).stream()
            .map(
                text ->
                    new Rule(
                        text.startsWith("-") ? "false" : null,
                        text.replaceAll("[-*]", ""),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        text.endsWith("*")))
            .toList();

    assertThat(
            MappingFixture.requests(by(list, ORDER)).stream()
                .map(request -> ((Trigger) request).transactionId().substring("web:m1:".length())))
        .containsExactly(triggered.split(" "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // expression | JSON, or what the dead letter says
        "to | userId                                   | 'u1'",
        "to | properties.id                            | '7'",
        "to | properties.people                        | ['a','b']",
        "to | properties.people[0]                     | 'a'",
        "to | [userId, properties.nobody]              | ['u1']",
        "to | {'subscriberId': userId, 'email': context.traits.email} | {'subscriberId':'u1','email':'a@b.co'}",
        "to | {'subscriberId': properties.id}          | {'subscriberId':'7'}",
        "to | {'type': 'Topic', 'topicKey': 'order-' & properties.id} | {'type':'Topic','topicKey':'order-7'}",
        "to | [userId, {'type': 'Topic', 'topicKey': 't'}, properties.id] | ['u1',{'type':'Topic','topicKey':'t'},'7']",
        "to | ' pad '                                  | 'pad'",
        "to | {'subscriberId': ' pad '}                | {'subscriberId':'pad'}",
        "to | {'type': 'Topic', 'topicKey': ' t '}     | {'type':'Topic','topicKey':'t'}",
        "to | 'u-' & properties.nobody                 | !to: part `properties.nobody` is missing in this event",
        "to | [userId, {'subscriberId': 'u-' & properties.blank}] | !to: part `properties.blank` is missing in this event",
        "to | {'type': 'Topic', 'topicKey': 'order-' & properties.none} | !to: part `properties.none` is missing in this event",
        "to | {'subscriberId': userId, 'firstName': 'Mx ' & properties.nobody} | {'subscriberId':'u1','firstName':'Mx'}",
        "to | properties.items.{'subscriberId': 'u-' & n} | [{'subscriberId':'u-1'},{'subscriberId':'u-2'}]",
        "to | properties.items.{'subscriberId': 'u-' & m} | !to: part `m` is missing in this event",
        "to | properties.people.('u-' & $)             | ['u-a','u-b']",
        "to | $map(properties.people, function($p) { 'u-' & $p }) | ['u-a','u-b']",
        "to | [1..100].$string()                       | *",
        "to | [1..101].$string()                       | !to: gives 101 recipients; Novu takes 100",
        "to | properties.nobody                        | !to: gives nothing, so nobody would be reached",
        "to | properties.none                          | !to: must give a subscriber's id, an object or a list of them, not null",
        "to | properties.blank                         | !to: gives an empty id",
        "to | []                                       | !to: gives an empty list",
        "to | [userId, '']                             | !to: gives an empty id, in place 2 of the list",
        "to | [[userId]]                               | !to: must give a subscriber's id, an object or a list of them, not a list, in place 1 of the list",
        "to | {'email': context.traits.email}          | !to: gives an object without a subscriberId",
        "to | {'subscriberId': properties.blank}       | !to: gives an object without a subscriberId",
        "to | {'type': 'Topic'}                        | !to: gives a topic whose topicKey is none: letters, digits, _ : . - or an e-mail address",
        "to | {'type': 'Topic', 'topicKey': 'a b'}     | !to: gives a topic whose topicKey is none: letters, digits, _ : . - or an e-mail address",
        "to | {'type': 'topic', 'topicKey': 'a'}       | !to: gives an object of a type Novu does not know; it knows Topic and Subscriber",
        "to | true                                     | !to: must give a subscriber's id, an object or a list of them, not true or false",
        "to | properties.total                         | !to: must give a subscriber's id, an object or a list of them, not a number",
        "payload | {'big': properties.big, 'total': properties.total} | {'big':12345678901234567890,'total':130.50}",
        "payload | {'n': $count(properties.items), 'no': properties.nothing} | {'n':2}",
        "payload | properties.nothing                  | {}",
        "payload | properties.items                    | !payload: must give an object, not a list",
        "payload | properties.none                     | !payload: must give an object, not null",
        "overrides | {'email': {'from': 'x@y.zz'}}      | {'email':{'from':'x@y.zz'}}",
        "overrides | properties.nothing                | -",
        "overrides | 'x'                               | !overrides: must give an object, not a text",
        "actor | 'boss'                                | 'boss'",
        "actor | {'subscriberId': properties.id}       | {'subscriberId':'7'}",
        "actor | properties.nothing                    | -",
        "actor | {}                                    | !actor: must give a text, or an object with the text subscriberId",
        "tenant | 'acme'                               | 'acme'",
        "tenant | {'identifier': 'acme'}               | {'identifier':'acme'}",
        "tenant | properties.blank                     | !tenant: must give a text, or an object with the text identifier",
        "context | {'app': 'shop'}                     | {'app':'shop'}",
        "context | {}                                  | !context: must give 1 to 5 members, not 0",
        "context | {'a':1,'b':1,'c':1,'d':1,'e':1,'f':1} | !context: must give 1 to 5 members, not 6",
        "transactionId | 'order-' & properties.id      | 'order-7'",
        "transactionId | properties.id                 | '7'",
        "transactionId | properties.big                | '12345678901234567890'",
        "transactionId | properties.total              | !transactionId: must give a text or a whole number, not a number",
        "transactionId | properties.nothing            | !transactionId: must give a text or a whole number, not nothing",
        "transactionId | properties.blank              | !transactionId: must give a text or a whole number, not an empty text",
        "transactionId | ' t '                         | 't'",
        "transactionId | 'c-' & properties.nobody      | !transactionId: part `properties.nobody` is missing in this event",
        "transactionId | 'c-' & properties.none        | !transactionId: part `properties.none` is missing in this event",
        "transactionId | 'c-' & properties.blank       | !transactionId: part `properties.blank` is missing in this event",
        "transactionId | 'c-' & properties.id & '-' & properties.nobody | !transactionId: part `properties.nobody` is missing in this event",
        "transactionId | 'c-' & (properties.nobody ?? messageId) | 'c-m1'",
        "transactionId | 'c' & (properties.nobody ?? '') | 'c'",
        "transactionId | properties.nobody ? 'c-' & properties.nobody : 'd-' & properties.id | 'd-7'",
        "transactionId | $exists('c-' & properties.nobody) ? 'x' : 'y' | 'x'",
        "transactionId | ($id := 'c-' & properties.nobody; $id) | !transactionId: part `properties.nobody` is missing in this event",
        "transactionId | ($n := properties.nobody; 'c-' & $n) | !transactionId: part `$n` is missing in this event",
        "transactionId | $uppercase('c-' & properties.nobody) | !transactionId: part `properties.nobody` is missing in this event",
        "transactionId | 'c-' & $lowercase(properties.nobody) | !transactionId: the part at character 18 is missing in this event",
        "transactionId | $join(['c', properties.nobody], '-') | !transactionId: part `properties.nobody` is missing in this event",
        "transactionId | $join(['c', 'd'], '-')         | 'c-d'",
        "transactionId | 'c-' & properties.items[n = 7].n | !transactionId: part `properties.items.n` is missing in this event",
        "actor | {'subscriberId': 'a-' & properties.nobody} | !actor: part `properties.nobody` is missing in this event",
        "tenant | {'identifier': 't-' & properties.nobody} | !tenant: part `properties.nobody` is missing in this event",
        "payload | {'text': 'Hello ' & properties.nobody} | {'text':'Hello '}",
        "when | event + 1                              | !when at character 7: The left side of the \"+\" operator must evaluate to a number",
        "when | $error('no plan')                      | !when at character 7: no plan",
      })
  void an_expression_gives_its_part_of_the_trigger(
      String name, String expression, String expected) {
    MappingResult result = by(List.of(rule(null, "w", Map.of(name, expression))), ORDER);

    if (expected.startsWith("!")) {
      assertThat(result)
          .isEqualTo(new Undeliverable("mapping", "Rule 1 (w), " + expected.substring(1)));
    } else {
      JsonNode part = part((Trigger) MappingFixture.requests(result).get(0), name);
      if (expected.equals("-")) {
        assertThat(part).isNull();
      } else if (!expected.equals("*")) {
        assertThat(String.valueOf(part)).isEqualTo(expected.replace('\'', '"'));
      }
    }
  }

  @Test
  void without_expressions_a_rule_sends_the_events_own_content_to_its_own_user() {
    assertThat(by(List.of(rule(null, "w", Map.of())), ORDER))
        .isEqualTo(
            new Send(
                List.of(
                    new Step(
                        "rule 1 (w)",
                        Trigger.of(
                            "u1",
                            "w",
                            (com.fasterxml.jackson.databind.node.ObjectNode)
                                Quoted.any(ORDER).get("properties"),
                            "web:m1:w")))));
  }

  @ParameterizedTest
  @EnumSource(names = {"IDENTIFY", "GROUP", "PAGE", "SCREEN", "ALIAS"})
  void rules_are_asked_about_each_type_of_event(EventType type) {
    var rules = List.of(rule("type = '" + type.wireName() + "'", "w", Map.of()));
    String body =
        "{'userId':'u1','groupId':'g','previousId':'p','traits':{'t':1},'properties':{'p':1}}";

    var requests = MappingFixture.requests(MappingFixture.by(mapping(rules), type, body));

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
  void an_identify_is_stored_before_it_triggers() {
    var requests =
        MappingFixture.requests(
            MappingFixture.by(
                mapping(List.of(rule(null, "w", Map.of()))), EventType.IDENTIFY, "{'userId':'u'}"));

    assertThat(requests.get(0)).isInstanceOf(UpsertSubscriber.class);
    assertThat(requests.get(1)).isInstanceOf(Trigger.class);
  }

  @Test
  void what_needs_no_rule_is_sent_when_one_fails() {
    var rules = List.of(rule(null, "w", Map.of("transactionId", "'c-' & properties.nobody")));
    var failed =
        new Undeliverable(
            "mapping",
            "Rule 1 (w), transactionId: part `properties.nobody` is missing in this event");

    for (EventType type : List.of(EventType.IDENTIFY, EventType.GROUP)) {
      assertThat(MappingFixture.by(mapping(rules), type, "{'userId':'u','groupId':'g'}"))
          .isInstanceOfSatisfying(
              Send.class,
              send -> {
                assertThat(send.steps()).extracting(Step::origin).containsExactly(type.wireName());
                assertThat(send.remainder()).isEqualTo(failed);
              });
    }
    assertThat(by(rules, ORDER)).isEqualTo(failed);
  }

  @Test
  void a_rule_is_sent_even_where_the_group_cannot_be_a_topic() {
    var rules = List.of(rule(null, "w", Map.of()));

    assertThat(MappingFixture.by(mapping(rules), EventType.GROUP, "{'userId':'u','groupId':'a b'}"))
        .isInstanceOfSatisfying(
            Send.class,
            send -> {
              assertThat(send.steps()).extracting(Step::origin).containsExactly("rule 1 (w)");
              assertThat(send.remainder()).isInstanceOf(Undeliverable.class);
            });
  }

  @Test
  void the_age_of_an_event_counts_from_its_own_time() {
    var rule =
        new Rule(
            null, "otp", null, null, null, null, null, null, null, false, Duration.ofMinutes(5));

    assertThat(by(List.of(rule), ORDER))
        .isInstanceOfSatisfying(
            Send.class,
            send ->
                assertThat(send.steps().get(0).notAfter())
                    .isEqualTo(Instant.parse("2026-11-23T16:05:00Z")));
  }

  @Test
  void a_delete_asks_no_rule() {
    assertThat(
            MappingFixture.by(
                mapping(List.of(rule(null, "w", Map.of()))), EventType.DELETE, "{'userId':'u'}"))
        .isInstanceOfSatisfying(Send.class, send -> assertThat(send.steps()).hasSize(1));
  }

  @Test
  void two_triggers_of_one_event_with_one_transaction_id_are_a_mistake() {
    var rules =
        List.of(
            new Rule(null, "a", null, null, null, null, null, null, "'x'", true),
            new Rule(null, "b", null, null, null, null, null, null, "'x'", false));

    assertThat(by(rules, ORDER))
        .isEqualTo(
            new Undeliverable(
                "mapping",
                "Rule 2 (b), transactionId: is that of an earlier trigger of the same event; Novu"
                    + " would drop this one"));
  }

  @Test
  void an_unmapped_track_may_be_skipped() {
    var mapping = new Mapping(List.of(), Map.of(), Unmapped.SKIP, CustomTraits.MERGE, null);

    assertThat(MappingFixture.by(mapping, EventType.TRACK, ORDER))
        .isEqualTo(
            new Skip(
                MappingResult.SkipReason.UNMAPPED,
                "No workflow mapped for event: \"Order Completed\""));
  }

  @Test
  void mistakes_are_found_before_an_event_comes() {
    var mapping =
        mapping(
            List.of(
                rule("true", "ok", Map.of("payload", "properties")),
                rule("type = ", "bad", Map.of("payload", "$lenght(event)", "to", "userId")),
                rule("/(/", " ", Map.of())));

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

  private static @Nullable JsonNode part(Trigger trigger, String name) {
    return switch (name) {
      case "to" -> trigger.to();
      case "payload" -> trigger.payload();
      case "overrides" -> trigger.overrides();
      case "actor" -> trigger.actor();
      case "tenant" -> trigger.tenant();
      case "context" -> trigger.context();
      default -> com.fasterxml.jackson.databind.node.TextNode.valueOf(trigger.transactionId());
    };
  }

  private static Rule rule(@Nullable String when, String workflow, Map<String, String> more) {
    Map<String, String> all = new HashMap<>(more);
    if (when != null) {
      all.put("when", when);
    }
    return new Rule(
        all.get("when"),
        workflow,
        all.get("to"),
        all.get("payload"),
        all.get("overrides"),
        all.get("actor"),
        all.get("tenant"),
        all.get("context"),
        all.get("transactionId"),
        false);
  }

  private static Mapping mapping(List<Rule> rules) {
    return new Mapping(
        rules, Map.of("Order Completed", "mapped"), Unmapped.DEAD_LETTER, CustomTraits.MERGE, null);
  }

  /** A track, by rules alone where none of them is called {@code mapped}. */
  private static MappingResult by(List<Rule> rules, String body) {
    boolean alone = rules.size() == 1 && !rules.get(0).all();
    return MappingFixture.by(
        alone
            ? new Mapping(rules, Map.of(), Unmapped.DEAD_LETTER, CustomTraits.MERGE, null)
            : mapping(rules),
        EventType.TRACK,
        body);
  }
}
