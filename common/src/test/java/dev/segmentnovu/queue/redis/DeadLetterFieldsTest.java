package dev.segmentnovu.queue.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.NewEvent;
import dev.segmentnovu.queue.Settlement.Next;
import dev.segmentnovu.queue.Settlement.Settled;
import dev.segmentnovu.queue.admin.DeadLetters.Facet;
import dev.segmentnovu.queue.admin.DeadLetters.Facets;
import dev.segmentnovu.queue.admin.DeadLetters.Filter;
import dev.segmentnovu.queue.admin.DeadLetters.ValueCount;
import dev.segmentnovu.queue.admin.EventField;
import dev.segmentnovu.testing.DeadLetterBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Dead letters are found by what their events hold, and counted by the values of their members. */
final class DeadLetterFieldsTest extends RedisQueueFixture {

  private static final Filter ALL = new Filter(null, null, null, null, null, null);

  private int letters;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {"properties":{"total":12}}                     | properties.total       | 12        | true
          {"properties":{"total" : 12.0}}                 | properties.total       | 12        | true
          {"properties":{"total":1.2e1}}                  | properties.total       | 12        | true
          {"properties":{"total":"12"}}                   | properties.total       | 12        | true
          {"properties":{"total":"12.0"}}                 | properties.total       | 12        | false
          {"properties":{"total":123}}                    | properties.total       | 12        | false
          {"properties":{"total":-12}}                    | properties.total       | 12        | false
          {"properties":{"total":-0.5}}                   | properties.total       | -.5       | false
          {"properties":{"total":-0.5}}                   | properties.total       | -0.50     | true
          {"properties":{"total":18}}                     | properties.total       | 0x12      | false
          {"properties":{"paid":true}}                    | properties.paid        | true      | true
          {"properties":{"paid":"true"}}                  | properties.paid        | true      | true
          {"properties":{"paid":true}}                    | properties.paid        | false     | false
          {"properties":{"paid":null}}                    | properties.paid        | null      | false
          {"traits":{"name":"J\\u00fcrgen \\"J\\""}}      | traits.name            | Jürgen "J"| true
          {"traits":{"name":"Jürgen"}}                    | traits.name            | Jürgen    | true
          {"traits":{"url":"a\\/b"}}                      | traits.url             | a/b       | true
          {"traits":{"name":"Jane"}}                      | traits.name            | Jan       | false
          {"traits":{"name":"Jane"}}                      | properties.name        | Jane      | false
          {"traits":{"deep":{"name":"Jane"}}}             | traits.name            | Jane      | false
          {"traits":{"deep":{"name":"Jane"},"name":"X"}}  | traits.deep.name       | Jane      | true
          {"traits":{"name":{"a":"Jane"}}}                | traits.name            | Jane      | false
          {"properties":{"tags":["a","b"]}}               | properties.tags        | b         | true
          {"properties":{"tags":["a","b"]}}               | properties.tags        | c         | false
          {"properties":{"items":[{"sku":1},{"sku":2}]}}  | properties.items.sku   | 2         | true
          {"properties":{"items":[{"sku":1},{"sku":2}]}}  | properties.items.sku   | 3         | false
          {"properties":{"other":"\\"total\\":12"}}       | properties.total       | 12        | false
          {"event":"Signed Up"}                           | event                  | Signed Up | true
          {"properties":{"event":"Signed Up"}}            | event                  | Signed Up | false
          """)
  void a_field_has_a_path_and_a_value(String body, String path, String value, boolean isFound) {
    var queue = queue();
    bury(queue, "{}\n" + body, each -> each);

    assertThat(total(queue, fields(field(path, value)))).isEqualTo(isFound ? 1 : 0);
  }

  @Test
  void the_context_of_a_batch_counts_unless_the_event_overrides_it() {
    var queue = queue();
    bury(
        queue,
        "{\"context\":{\"ip\":\"1\",\"os\":\"x\"}}\n{\"context\":{\"ip\":\"2\"}}",
        each -> each);

    assertThat(total(queue, fields(field("context.ip", "1")))).isZero();
    assertThat(total(queue, fields(field("context.ip", "2")))).isEqualTo(1);
    assertThat(total(queue, fields(field("context.os", "x")))).isEqualTo(1);
  }

  @Test
  void all_fields_and_all_members_must_match() {
    var queue = queue();
    bury(queue, "{}\n{\"properties\":{\"a\":1,\"b\":2}}", each -> each.reason("rejected"));

    assertThat(total(queue, fields(field("properties.a", "1"), field("properties.b", "2"))))
        .isEqualTo(1);
    assertThat(total(queue, fields(field("properties.a", "1"), field("properties.b", "3"))))
        .isZero();
    assertThat(total(queue, withReason("rejected", field("properties.a", "1")))).isEqualTo(1);
    assertThat(total(queue, withReason("expired", field("properties.a", "1")))).isZero();
  }

  @Test
  void an_entry_that_is_no_json_has_no_fields() {
    var queue = queue();
    bury(queue, "\"total\":12", each -> each);
    bury(queue, "{\"a\":1}\n{\"properties\":{\"total\":12}", each -> each);

    assertThat(total(queue, fields(field("properties.total", "12")))).isZero();
  }

  @Test
  void large_entries_are_searched_in_several_calls() {
    var queue = queue();
    String large = "{}\n{\"properties\":{\"x\":\"%s\",\"total\":%d}}";
    for (int i = 0; i < 30; i++) {
      bury(queue, large.formatted("y".repeat(30_000), i % 2), each -> each);
    }

    assertThat(total(queue, fields(field("properties.total", "1")))).isEqualTo(15);
    assertThat(facets(queue, fields(field("properties.total", "1"))).total()).isEqualTo(15);
  }

  @Test
  void facets_count_the_values_of_those_that_match_over_shards_and_both_lists() {
    var queue = queue(Duration.ofSeconds(60), 3);
    for (int i = 0; i < 9; i++) {
      String reason = i < 4 ? "unmapped" : "rejected";
      String event = "E \"" + i % 2 + "\", }";
      Integer status = i < 4 ? null : Integer.valueOf(400 + i % 2);
      bury(
          queue,
          "{}\n{\"i\":" + i + "}",
          each -> {
            each.reason(reason).event(event).message("has \"status\":1, \"event\":\"x\"");
            return status == null ? each : each.status(status).workflow("welcome");
          });
    }

    assertThat(facets(queue, ALL))
        .isEqualTo(
            new Facets(
                9,
                facet(count("rejected", 5), count("unmapped", 4)),
                facet(count("welcome", 5), count(null, 4)),
                facet(count(null, 4), count("400", 3), count("401", 2)),
                facet(count("E \"0\", }", 5), count("E \"1\", }", 4))));
    assertThat(facets(queue, withReason("rejected", field("i", "4"))))
        .isEqualTo(
            new Facets(
                1,
                facet(count("rejected", 1)),
                facet(count("welcome", 1)),
                facet(count("400", 1)),
                facet(count("E \"0\", }", 1))));
  }

  @Test
  void a_facet_has_twenty_values_and_the_rest_counts_as_other() {
    var queue = queue();
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < 23; i++) {
      numbers.addAll(Collections.nCopies(i < 20 ? 2 : 1, i));
    }
    for (int number : numbers) {
      bury(queue, "{}\n{}", each -> each.event("E" + (100 + number)));
    }

    Facet events = facets(queue, ALL).event();

    assertThat(events.values()).hasSize(20).allMatch(each -> each.count() == 2);
    assertThat(events.other()).isEqualTo(3);
  }

  private void bury(
      RedisEventQueue queue, String entry, UnaryOperator<DeadLetterBuilder> properties) {
    String user = "u" + letters;
    String id = "l" + letters++;
    get(queue.enqueue(source, List.of(new NewEvent(user, id, entry.getBytes(UTF_8)))));
    for (int shard = 0; shard < queue.shards(source); shard++) {
      for (var claimed : get(queue.claim(source, shard, 1, true)).users()) {
        DeadLetter letter =
            properties
                .apply(DeadLetterBuilder.of(source + "." + shard + "." + id, source, user))
                .build();
        settle(queue, claimed, 0, new Next.Release(), new Settled.Dead(letter));
      }
    }
  }

  private long total(RedisEventQueue queue, Filter filter) {
    return get(queue.operators().deadLetters(List.of(source)).list(filter, null, 1)).total();
  }

  private Facets facets(RedisEventQueue queue, Filter filter) {
    return get(queue.operators().deadLetters(List.of(source)).facets(filter));
  }

  private static EventField field(String path, String value) {
    return new EventField(List.of(path.split("\\.")), value);
  }

  private static Filter fields(EventField... fields) {
    return withReason(null, fields);
  }

  private static Filter withReason(@Nullable String reason, EventField... fields) {
    return new Filter(
        null, reason, null, null, null, null, null, null, null, null, List.of(fields));
  }

  private static Facet facet(ValueCount... values) {
    return new Facet(List.of(values), 0);
  }

  private static ValueCount count(@Nullable String value, long count) {
    return new ValueCount(value, count);
  }
}
