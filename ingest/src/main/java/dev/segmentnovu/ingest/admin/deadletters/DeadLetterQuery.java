package dev.segmentnovu.ingest.admin.deadletters;

import dev.segmentnovu.ingest.admin.http.ParseResult;
import dev.segmentnovu.ingest.admin.http.QueryParameters;
import dev.segmentnovu.queue.admin.DeadLetters.Filter;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The query of a list of dead letters.
 *
 * @param filter which dead letters to list
 * @param cursor where the page begins, not validated; null for the newest
 * @param limit dead letters per page
 * @param reveal whether to show personal data
 */
record DeadLetterQuery(Filter filter, @Nullable String cursor, int limit, boolean reveal) {

  static final Set<String> NAMES =
      Stream.concat(
              FilterParameters.NAMES.stream(), Stream.of("limit", "cursor", QueryParameters.REVEAL))
          .collect(Collectors.toUnmodifiableSet());

  /**
   * Parses the parameters of a query string.
   *
   * @param sources the names of the configured sources
   * @param now what relative times count back from
   */
  static ParseResult<DeadLetterQuery> parse(
      QueryParameters parameters, List<String> sources, Instant now) {
    return parameters.result(
        new DeadLetterQuery(
            FilterParameters.read(parameters, sources, now),
            parameters.text("cursor"),
            parameters.limit(),
            parameters.reveal()));
  }
}
