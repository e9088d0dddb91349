package dev.segmentnovu.ingest.admin.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.ingest.admin.http.ParseResult;
import dev.segmentnovu.ingest.admin.http.RequestError;
import dev.segmentnovu.queue.admin.DeadLetters.Filter;
import dev.segmentnovu.queue.admin.DeadLetters.Position;
import dev.segmentnovu.queue.admin.EventField;
import dev.segmentnovu.queue.jobs.JobOrder;
import dev.segmentnovu.queue.jobs.JobOrder.Action;
import dev.segmentnovu.queue.jobs.JobOrder.Mapping;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JobRequestTest {

  private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

  private static ParseResult<JobRequest> parse(String body) {
    return JobRequest.parse(body.getBytes(UTF_8), List.of("web", "app"), NOW);
  }

  private static List<RequestError> mistakes(String body) {
    List<RequestError> found = new ArrayList<>();
    parse(body).match(valid -> {}, found::addAll);
    return found;
  }

  @Test
  void without_options_a_replay_goes_to_the_tail_with_the_present_rules_and_a_frozen_filter() {
    var order =
        new JobOrder(
            Action.REPLAY,
            new Filter(null, null, null, null, null, NOW),
            List.of("web", "app"),
            Position.TAIL,
            Mapping.CURRENT,
            false,
            null,
            JobRequest.DEFAULT_RATE);

    assertThat(parse("{\"action\":\"replay\",\"filter\":{}}"))
        .isEqualTo(new ParseResult.Valid<>(new JobRequest(order, false)));
  }

  @Test
  void every_member_is_parsed() {
    var edit = EventCodec.JSON.createObjectNode().put("event", "B");
    var order =
        new JobOrder(
            Action.REPLAY,
            new Filter(
                "web",
                "rejected",
                "u",
                "A",
                Instant.parse("2026-11-29T11:00:00Z"),
                Instant.parse("2026-11-29T11:30:00Z"),
                "m",
                "welcome",
                422,
                "too long",
                List.of(
                    new EventField(List.of("properties", "a"), "1"),
                    new EventField(List.of("b"), "c:d"))),
            List.of("web"),
            Position.HEAD,
            Mapping.CURRENT,
            true,
            edit,
            7);

    assertThat(
            parse(
                """
                {"action":"replay","filter":{"source":"web","reason":"rejected","userId":"u","event":"A","since":"1h",
                "until":"30m","messageId":"m","workflow":"welcome","status":422,"text":"too long",
                "field":["properties.a:1","b:c:d"]},"dryRun":true,
                "position":"head","mapping":"current","force":true,"event":{"event":"B"},"ratePerSecond":7}
                """))
        .isEqualTo(new ParseResult.Valid<>(new JobRequest(order, true)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          nonsense                                                                | body
          []                                                                      | body
          {"filter":{}}                                                           | action
          {"action":"destroy","filter":{}}                                        | action
          {"action":"discard"}                                                    | filter
          {"action":"discard","filter":[]}                                        | filter
          {"action":"discard","filter":{"colour":"red"}}                          | filter.colour
          {"action":"discard","filter":{"reason":"x"}}                            | filter.reason
          {"action":"discard","filter":{"reason":true}}                           | filter.reason
          {"action":"discard","filter":{"reason":["expired"]}}                    | filter.reason
          {"action":"discard","filter":{"field":[1]}}                             | filter.field
          {"action":"discard","filter":{"field":"a"}}                             | filter.field
          {"action":"discard","filter":{"source":"other"}}                        | filter.source
          {"action":"discard","filter":{},"ratePerSecond":0}                      | ratePerSecond
          {"action":"discard","filter":{},"ratePerSecond":5001}                   | ratePerSecond
          {"action":"discard","filter":{},"ratePerSecond":1.5}                    | ratePerSecond
          {"action":"discard","filter":{},"dryRun":"yes"}                         | dryRun
          {"action":"discard","filter":{},"position":"head"}                      | position
          {"action":"export","filter":{},"event":{}}                              | event
          {"action":"replay","filter":{},"position":"middle"}                     | position
          {"action":"replay","filter":{},"mapping":"old"}                         | mapping
          {"action":"replay","filter":{},"event":"x"}                             | event
          {"action":"replay","filter":{},"event":{"a":1},"mapping":"stored"}      | event
          {"action":"replay","filter":{},"limit":1}                               | limit
          {"action":"discard","filter":null}                                      | filter
          {"action":"discard","ids":null}                                         | filter
          {"action":"discard","ids":[]}                                           | ids
          {"action":"discard","ids":"web.0.a"}                                    | ids
          {"action":"discard","ids":{}}                                           | ids
          {"action":"discard","ids":["web.0.a"],"filter":{}}                      | ids
          {"action":"discard","ids":["web.0.a",1]}                                | ids[1]
          {"action":"discard","ids":["web.0.a",null]}                             | ids[1]
          {"action":"discard","ids":["web.0"]}                                    | ids[0]
          {"action":"discard","ids":["web.0.A"]}                                  | ids[0]
          {"action":"discard","ids":["web.x.a"]}                                  | ids[0]
          {"action":"discard","ids":["web.0.a "]}                                 | ids[0]
          {"action":"discard","ids":["jane@example.com"]}                         | ids[0]
          {"action":"discard","ids":["other.0.a"]}                                | ids[0]
          """)
  void an_invalid_member_is_named(String body, String where) {
    assertThat(mistakes(body)).extracting(RequestError::where).containsExactly(where);
  }

  @Test
  void ids_take_the_place_of_a_filter_and_one_that_stands_twice_counts_once() {
    parse("{\"action\":\"discard\",\"ids\":[\"web.1.b\",\"app.0.c\",\"web.1.b\",\"web.0.a\"]}")
        .match(
            valid -> {
              JobOrder order = valid.order();
              assertThat(order.ids()).containsExactly("web.1.b", "app.0.c", "web.0.a");
              assertThat(order.sources()).containsExactly("app", "web");
              assertThat(order.filter()).isEqualTo(JobOrder.NOTHING);
            },
            invalid -> {
              throw new AssertionError(invalid);
            });
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "1000, 0", "1001, 1"})
  void a_job_has_a_thousand_ids_at_most(int count, int expected) {
    assertThat(mistakes(withIds(count, "web.0.a"))).hasSize(expected);
  }

  @Test
  void a_mistake_in_the_ids_says_what_to_send() {
    assertThat(mistakes(withIds(1001, "web.0.a")))
        .extracting(RequestError::detail)
        .containsExactly(
            "has 1001 ids, and at most 1000 are allowed: start several jobs, or send a filter in"
                + " its place");
    assertThat(mistakes("{\"action\":\"discard\",\"ids\":[\"other.0.a\"]}"))
        .extracting(RequestError::detail)
        .containsExactly("is of a source that is not configured; there is web, app");
    assertThat(mistakes(withIds(1000, "x")))
        .as("the rest is wrong for the same reason")
        .hasSize(10)
        .allSatisfy(mistake -> assertThat(mistake.detail()).contains("GET /admin/dead-letters"));
    assertThat(mistakes(withIds(1, "web.0." + "a".repeat(195))))
        .as("so that what is stored of a job is bounded")
        .hasSize(1);
  }

  private static String withIds(int count, String first) {
    return "{\"action\":\"discard\",\"ids\":["
        + IntStream.range(0, count)
            .mapToObj(i -> '"' + first + (first.startsWith("web.") ? i : "") + '"')
            .collect(Collectors.joining(","))
        + "]}";
  }

  @Test
  void the_end_of_the_period_is_never_after_the_start() {
    parse("{\"action\":\"discard\",\"filter\":{\"until\":\"2030-01-01T00:00:00Z\"}}")
        .match(
            valid -> assertThat(valid.order().filter().until()).isEqualTo(NOW),
            invalid -> {
              throw new AssertionError(invalid);
            });
  }
}
