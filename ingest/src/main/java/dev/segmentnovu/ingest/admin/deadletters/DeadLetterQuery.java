package dev.segmentnovu.ingest.admin.deadletters;

import dev.segmentnovu.ingest.admin.http.ParseResult;
import dev.segmentnovu.queue.admin.DeadLetters.Filter;
import java.time.Instant;
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

  /**
   * Parses the parameters of a query string. An empty value counts as absent.
   *
   * @param parameters all decoded values of each name; names are case-sensitive
   * @param sources the names of the configured sources
   * @param now what relative times count back from
   */
  static ParseResult<DeadLetterQuery> parse(
      Map<String, List<String>> parameters, List<String> sources, Instant now) {
    var parser = new FilterParser(parameters, sources, now);
    parser.refuseUnknown(Set.of("limit", "cursor", "reveal"));
    var query =
        new DeadLetterQuery(parser.filter(), parser.text("cursor"), limit(parser), reveal(parser));
    return parser.mistakes().isEmpty()
        ? new ParseResult.Valid<>(query)
        : new ParseResult.Invalid<>(parser.mistakes());
  }

  private static boolean reveal(FilterParser parser) {
    String text = parser.text("reveal");
    if (text != null && !text.equals("true") && !text.equals("false")) {
      parser.addMistake("reveal", "must be true or false");
    }
    return "true".equals(text);
  }

  private static int limit(FilterParser parser) {
    String text = parser.text("limit");
    if (text == null) {
      return DEFAULT_LIMIT;
    }
    if (text.matches("[0-9]{1,4}")) {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= MAX_LIMIT) {
        return limit;
      }
    }
    parser.addMistake("limit", "must be a whole number from 1 to " + MAX_LIMIT);
    return DEFAULT_LIMIT;
  }
}
