package dev.segmentnovu.ingest.admin.deadletters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.ingest.admin.http.ParseResult;
import dev.segmentnovu.ingest.admin.http.QueryParameters;
import dev.segmentnovu.ingest.admin.http.RequestError;
import dev.segmentnovu.queue.admin.DeadLetters.Filter;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DeadLetterQueryTest {

  private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

  private static ParseResult<DeadLetterQuery> parse(String query) {
    return DeadLetterQuery.parse(
        new QueryParameters(
            new QueryStringDecoder(query, false).parameters(), DeadLetterQuery.NAMES),
        List.of("web", "app"),
        NOW);
  }

  private static List<RequestError> mistakes(String query) {
    List<RequestError> found = new ArrayList<>();
    parse(query).match(valid -> {}, found::addAll);
    return found;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "source=&reason=&userId=&event=&since=&until=&limit=&cursor=", "limit=50"})
  void without_parameters_the_query_asks_for_the_newest_fifty(String query) {
    assertThat(parse(query))
        .isEqualTo(
            new ParseResult.Valid<>(
                new DeadLetterQuery(
                    new Filter(null, null, null, null, null, null), null, 50, false)));
  }

  @Test
  void every_parameter_is_parsed() {
    assertThat(
            parse(
                "source=web&reason=unmapped&userId=u%201&event=Signed%20Up&messageId=%20m1&workflow=welcome"
                    + "&status=422&text=too%20long&since=2026-01-01T00:00:00Z"
                    + "&until=2026-01-02T02:00:00%2B02:00&limit=7&cursor=abc&reveal=true"))
        .isEqualTo(
            new ParseResult.Valid<>(
                new DeadLetterQuery(
                    new Filter(
                        "web",
                        "unmapped",
                        "u 1",
                        "Signed Up",
                        Instant.parse("2026-01-01T00:00:00Z"),
                        Instant.parse("2026-01-02T00:00:00Z"),
                        "m1",
                        "welcome",
                        422,
                        "too long"),
                    "abc",
                    7,
                    true)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          limit=0                          | limit
          limit=1001                       | limit
          limit=-1                         | limit
          limit=1.5                        | limit
          limit=99999999999                | limit
          limit=ten                        | limit
          reveal=yes                       | reveal
          limit=٣                          | limit
          source=other                     | source
          since=yesterday                  | since
          since=2026-01-01                 | since
          since=2026-01-01T00:00:00        | since
          until=2026-13-01T00:00:00Z       | until
          since=%2B999999999-01-01T00:00Z  | since
          since=2026-01-01T00:00:00+02:00  | since
          since=2026-01-02T00:00:00Z&until=2026-01-01T00:00:00Z | until
          since=2026-01-01T00:00:00Z&until=2026-01-01T00:00:00Z | until
          since=1h30m                      | since
          since=-1h                        | since
          since=1h&until=2h                | until
          until=999999999d&since=1h        | until
          reason=expired&reason=poison     | reason
          reason=Expired                   | reason
          status=600                       | status
          status=42                        | status
          status=4xx                       | status
          text=a&text=b                    | text
          Limit=1                          | Limit
          user=u                           | user
          """)
  void an_invalid_parameter_is_named(String query, String where) {
    assertThat(mistakes(query)).extracting(RequestError::where).containsExactly(where);
  }

  @ParameterizedTest
  @CsvSource({
    "since=1h, 2026-11-29T11:00:00Z",
    "since=30m, 2026-11-29T11:30:00Z",
    "since=7d, 2026-11-22T12:00:00Z",
    "since=0s, 2026-11-29T12:00:00Z"
  })
  void a_duration_means_so_long_ago(String query, Instant since) {
    assertThat(parse(query))
        .isInstanceOfSatisfying(
            ParseResult.Valid.class,
            valid ->
                assertThat(((DeadLetterQuery) valid.value()).filter().since()).isEqualTo(since));
  }

  @Test
  void none_selects_the_dead_letters_without_a_response() {
    assertThat(parse("status=none"))
        .isInstanceOfSatisfying(
            ParseResult.Valid.class,
            valid ->
                assertThat(((DeadLetterQuery) valid.value()).filter().status())
                    .isEqualTo(Filter.NO_STATUS));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          reason=a | must be one of unmapped, rejected, not_delivered
          source=x | is not configured; there is web, app
          colour=x | is not a parameter here; there is cursor, event, field, limit, messageId, reason, reveal
          """)
  void a_refusal_names_what_is_allowed(String query, String detail) {
    assertThat(mistakes(query).get(0).detail()).startsWith(detail);
  }

  @ParameterizedTest
  @CsvSource({"1", "1000"})
  void the_smallest_and_the_largest_limit_are_valid(int limit) {
    assertThat(parse("limit=" + limit))
        .isInstanceOfSatisfying(
            ParseResult.Valid.class,
            valid -> assertThat(((DeadLetterQuery) valid.value()).limit()).isEqualTo(limit));
  }

  @Test
  void all_mistakes_are_reported_at_once() {
    assertThat(mistakes("limit=x&since=x&until=x&source=x&colour=red&size=1"))
        .extracting(RequestError::where)
        .containsExactly("colour", "size", "since", "until", "source", "limit");
  }
}
