package dev.segmentnovu.worker.mapping;

import static dev.segmentnovu.testing.Mappings.mapping;
import static dev.segmentnovu.testing.Mappings.rule;
import static dev.segmentnovu.worker.mapping.MappingFixture.ORDER;
import static dev.segmentnovu.worker.mapping.MappingFixture.mapOrder;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.segmentnovu.testing.Mappings.RuleBuilder;
import dev.segmentnovu.worker.mapping.MappingResult.Send;
import dev.segmentnovu.worker.mapping.MappingResult.Step;
import dev.segmentnovu.worker.mapping.MappingResult.Undeliverable;
import dev.segmentnovu.worker.novu.NovuRequest.Trigger;
import dev.segmentnovu.worker.testing.Quoted;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each expression of a rule: when it matches, and which part of the trigger it gives. */
final class RuleExpressionsTest {

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
  void a_rule_matches_if_when_is_true_to_jsonata(@Nullable String when, boolean matches) {
    RuleBuilder rule = when == null ? rule("a") : rule("a").when(when);

    assertThat(mapOrder(mapping().rule(rule)))
        .isInstanceOf(matches ? Send.class : Undeliverable.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // name | expression | its value in JSON, or ! and the message of the dead letter
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
    MappingResult result = mapOrder(mapping().rule(rule("w").expression(name, expression)));

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
  void a_rule_without_expressions_sends_the_events_properties_to_its_user() {
    assertThat(mapOrder(mapping().rule(rule("w"))))
        .isEqualTo(
            new Send(
                List.of(
                    new Step(
                        "rule 1 (w)",
                        Trigger.of(
                            "u1",
                            "w",
                            Quoted.json(ORDER).withObjectProperty("properties"),
                            "web:m1:w")))));
  }

  private static @Nullable JsonNode part(Trigger trigger, String name) {
    return switch (name) {
      case "to" -> trigger.to();
      case "payload" -> trigger.payload();
      case "overrides" -> trigger.overrides();
      case "actor" -> trigger.actor();
      case "tenant" -> trigger.tenant();
      case "context" -> trigger.context();
      default -> TextNode.valueOf(trigger.transactionId());
    };
  }
}
