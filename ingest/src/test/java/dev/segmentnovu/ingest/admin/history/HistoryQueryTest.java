package dev.segmentnovu.ingest.admin.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.ingest.admin.http.ParseResult;
import dev.segmentnovu.ingest.admin.http.QueryParameters;
import dev.segmentnovu.ingest.admin.http.RequestError;
import dev.segmentnovu.queue.admin.history.ActivityHistory.Resolution;
import dev.segmentnovu.queue.admin.history.HistoryPoint;
import dev.segmentnovu.queue.history.ActivityCount;
import dev.segmentnovu.queue.history.DelayHistogram;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HistoryQueryTest {

  private static final Instant NOW = Instant.parse("2026-11-23T16:07:30Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          # from             | to   | step | begin                | end                  | step  | of
          -                  | -    | -    | 2026-11-23T15:07:00Z | 2026-11-23T16:08:00Z | PT1M  | MINUTES
          3h                 | -    | -    | 2026-11-23T13:07:00Z | 2026-11-23T16:08:00Z | PT1M  | MINUTES
          4h                 | now  | -    | 2026-11-23T12:05:00Z | 2026-11-23T16:10:00Z | PT5M  | MINUTES
          24h                | -    | -    | 2026-11-22T16:00:00Z | 2026-11-23T16:15:00Z | PT15M | MINUTES
          24h                | 23h  | 1m   | 2026-11-22T16:07:00Z | 2026-11-22T17:08:00Z | PT1M  | MINUTES
          2d                 | -    | -    | 2026-11-21T16:00:00Z | 2026-11-23T17:00:00Z | PT1H  | HOURS
          30d                | -    | -    | 2026-10-24T12:00:00Z | 2026-11-23T18:00:00Z | PT6H  | HOURS
          30d                | -    | 1h   | 2026-10-24T16:00:00Z | 2026-11-23T17:00:00Z | PT1H  | HOURS
          7d                 | 1d   | 1d   | 2026-11-16T00:00:00Z | 2026-11-23T00:00:00Z | PT24H | HOURS
          2h                 | -    | 2h   | 2026-11-23T14:00:00Z | 2026-11-23T18:00:00Z | PT2H  | HOURS
          2h                 | -    | 90m  | 2026-11-23T13:30:00Z | 2026-11-23T16:30:00Z | PT1H30M | MINUTES
          2026-11-23T16:00:00+01:00 | 2026-11-23T15:04:00Z | - | 2026-11-23T15:00:00Z | 2026-11-23T15:04:00Z | PT1M | MINUTES
          """)
  void step_and_age_decide_between_minutes_and_hours(
      String from,
      String to,
      String step,
      Instant begin,
      Instant end,
      Duration steps,
      Resolution of) {
    assertThat(parse(query(from, to, step)))
        .isEqualTo(
            new ParseResult.Valid<>(
                new HistoryQuery(begin, end, steps, of, List.of("web", "app"))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          yesterday | -   | -   | from | must be a duration before now such as 90m
          1h        | 2h  | -   | from | must be before to
          31d       | -   | -   | from | is too long ago: the history is kept for 30d
          2d        | -   | 5m  | step | must be whole hours, such as 1h, because from is more than 24h ago
          1h        | -   | 30s | step | must be whole minutes
          1h        | -   | 0m  | step | must be whole minutes
          1h        | -   | 31d | step | must be at most 30d
          1h        | -   | 999999999d | step | must be at most 30d
          1h        | 5000-01-01T00:00:00Z | 1h | to | is in the future
          1h        | +100000000-01-01T00:00:00Z | 1d | to | is in the future
          1h        | -   | x   | step | must be a duration such as 5m, 1h or 1d
          1h        | -365d | - | to   | must be a duration before now
          """)
  void a_mistake_is_refused_with_a_remedy(
      String from, String to, String step, String where, String detail) {
    assertThat(mistakes(parse(query(from, to, step))))
        .anySatisfy(
            mistake -> {
              assertThat(mistake.where()).isEqualTo(where);
              assertThat(mistake.detail()).startsWith(detail);
            });
  }

  @Test
  void all_mistakes_are_reported_at_once() {
    Map<String, List<String>> query = query("x", "y", "z");
    query.put("source", List.of("other"));
    query.put("depth", List.of("1"));
    query.put("step", List.of("1m", "2m"));

    assertThat(mistakes(parse(query)))
        .extracting(RequestError::where)
        .containsExactlyInAnyOrder("depth", "source", "to", "from", "step");
  }

  @Test
  void too_many_points_are_refused() {
    Map<String, List<String>> query = query("2026-11-22T16:30:00Z", "2026-11-23T18:00:00Z", "1m");

    assertThat(mistakes(parse(query)))
        .extracting(RequestError::detail)
        .first()
        .asString()
        .startsWith("gives 1530 points; at most 1500");
  }

  @Test
  void points_add_up_to_the_steps_that_they_begin_in() {
    var query =
        new HistoryQuery(
            NOW, NOW.plusSeconds(600), Duration.ofMinutes(5), Resolution.MINUTES, List.of());

    List<HistoryPoint> steps =
        HistoryJson.steps(
            query,
            List.of(
                point(NOW, 1, 9L),
                point(NOW.plusSeconds(299), 2, 4L),
                point(NOW.plusSeconds(300), 8, null),
                point(NOW.plusSeconds(600), 16, 1L)));

    assertThat(steps)
        .extracting(each -> each.count(ActivityCount.RECEIVED))
        .containsExactly(3L, 8L);
    assertThat(steps).extracting(HistoryPoint::depth).containsExactly(4L, null);
    assertThat(steps.get(0).oldestDue()).isEqualTo(Duration.ofSeconds(9));
    assertThat(steps.get(0).budgetUsed()).isEqualTo(0.9);
    var funnel = HistoryJson.funnel("web", steps);
    assertThat(funnel.get("received").asInt()).isEqualTo(11);
    assertThat(funnel.get("waiting").asInt()).as("the latest known").isEqualTo(4);
  }

  private static HistoryPoint point(Instant at, long received, @Nullable Long depth) {
    return new HistoryPoint(
        at,
        Map.of(ActivityCount.RECEIVED, received),
        new DelayHistogram(),
        depth,
        depth == null ? null : Duration.ofSeconds(depth),
        depth == null ? null : depth / 10.0);
  }

  private static Map<String, List<String>> query(
      @Nullable String from, @Nullable String to, @Nullable String step) {
    Map<String, List<String>> query = new LinkedHashMap<>();
    query.put("from", from == null ? List.of() : List.of(from));
    query.put("to", to == null ? List.of() : List.of(to));
    query.put("step", step == null ? List.of() : List.of(step));
    return query;
  }

  private static ParseResult<HistoryQuery> parse(Map<String, List<String>> query) {
    return HistoryQuery.parse(
        new QueryParameters(query, HistoryQuery.NAMES), List.of("web", "app"), NOW);
  }

  private static List<RequestError> mistakes(ParseResult<HistoryQuery> result) {
    List<RequestError> mistakes = new ArrayList<>();
    result.match(
        query -> {
          throw new AssertionError("must be refused: " + query);
        },
        mistakes::addAll);
    return mistakes;
  }
}
