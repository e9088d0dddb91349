package dev.segmentnovu.ingest.admin.deadletters;

import dev.segmentnovu.event.Ids;
import dev.segmentnovu.ingest.admin.http.ParseResult;
import dev.segmentnovu.ingest.admin.http.RequestError;
import dev.segmentnovu.queue.admin.DeadLetters.Filter;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The query of a list of dead letters.
 *
 * @param filter which dead letters to list
 * @param cursor where the page begins, not validated; null for the newest
 * @param limit dead letters per page, 1 to {@value #MAX_LIMIT}
 * @param reveal whether to show personal data
 */
record DeadLetterQuery(Filter filter, @Nullable String cursor, int limit, boolean reveal) {

  static final int DEFAULT_LIMIT = 50;
  static final int MAX_LIMIT = 1_000;

  private static final Set<String> NAMES =
      Set.of("source", "reason", "userId", "event", "since", "until", "limit", "cursor", "reveal");

  /**
   * Parses the parameters of a query string. An empty value counts as absent.
   *
   * @param parameters all decoded values of each name; names are case-sensitive
   * @param sources the names of the configured sources
   */
  static ParseResult<DeadLetterQuery> parse(
      Map<String, List<String>> parameters, List<String> sources) {
    return new Parser(parameters, sources).parse();
  }

  private static final class Parser {

    private final Map<String, List<String>> parameters;
    private final List<String> sources;
    private final List<RequestError> mistakes = new ArrayList<>();

    Parser(Map<String, List<String>> parameters, List<String> sources) {
      this.parameters = parameters;
      this.sources = sources;
    }

    ParseResult<DeadLetterQuery> parse() {
      parameters.keySet().stream()
          .filter(name -> !NAMES.contains(name))
          .sorted()
          .forEach(name -> addMistake(name, "is not a parameter of this list"));
      Instant since = instant("since");
      Instant until = instant("until");
      if (since != null && until != null && !since.isBefore(until)) {
        addMistake("until", "must be after since");
      }
      var query =
          new DeadLetterQuery(
              new Filter(source(), text("reason"), userId(), text("event"), since, until),
              text("cursor"),
              limit(),
              reveal());
      return mistakes.isEmpty()
          ? new ParseResult.Valid<>(query)
          : new ParseResult.Invalid<>(mistakes);
    }

    private @Nullable String text(String name) {
      List<String> values = parameters.getOrDefault(name, List.of());
      if (values.size() > 1) {
        addMistake(name, "is given " + values.size() + " times; give it once");
        return null;
      }
      return values.isEmpty() || values.get(0).isEmpty() ? null : values.get(0);
    }

    private @Nullable String userId() {
      String userId = text("userId");
      return userId == null ? null : Ids.trim(userId);
    }

    private @Nullable String source() {
      String source = text("source");
      if (source != null && !sources.contains(source)) {
        addMistake("source", "is not configured; there is " + String.join(", ", sources));
      }
      return source;
    }

    private @Nullable Instant instant(String name) {
      String text = text(name);
      if (text == null) {
        return null;
      }
      try {
        Instant instant = OffsetDateTime.parse(text).toInstant();
        var unused = instant.toEpochMilli(); // must fit: dead letters are stored by the millisecond
        return instant;
      } catch (DateTimeException | ArithmeticException e) {
        addMistake(
            name, "must be an instant in ISO-8601, such as 2026-01-31T12:00:00Z (write + as %2B)");
        return null;
      }
    }

    private boolean reveal() {
      String text = text("reveal");
      if (text != null && !text.equals("true") && !text.equals("false")) {
        addMistake("reveal", "must be true or false");
      }
      return "true".equals(text);
    }

    private int limit() {
      String text = text("limit");
      if (text == null) {
        return DEFAULT_LIMIT;
      }
      if (text.matches("[0-9]{1,4}")) {
        int limit = Integer.parseInt(text);
        if (limit >= 1 && limit <= MAX_LIMIT) {
          return limit;
        }
      }
      addMistake("limit", "must be a whole number from 1 to " + MAX_LIMIT);
      return DEFAULT_LIMIT;
    }

    private void addMistake(String where, String detail) {
      mistakes.add(new RequestError(where, detail));
    }
  }
}
