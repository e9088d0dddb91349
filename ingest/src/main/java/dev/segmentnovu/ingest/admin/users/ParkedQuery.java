package dev.segmentnovu.ingest.admin.users;

import dev.segmentnovu.ingest.admin.http.ParseResult;
import dev.segmentnovu.ingest.admin.http.QueryParameters;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The query of the list of parked users.
 *
 * @param source the source's name; null for all
 * @param cursor where the page begins, not validated; null for the beginning
 * @param limit users per page
 * @param reveal whether to show personal data
 */
record ParkedQuery(@Nullable String source, @Nullable String cursor, int limit, boolean reveal) {

  static final Set<String> NAMES =
      Set.of("state", "source", "limit", "cursor", QueryParameters.REVEAL);

  /**
   * Parses the parameters of a query string.
   *
   * @param sources the names of the configured sources
   */
  static ParseResult<ParkedQuery> parse(QueryParameters parameters, List<String> sources) {
    if (parameters.oneOf("state", List.of("parked")) == null) {
      parameters.addMistake(
          "state", "is required, and must be parked: users in other states are many");
    }
    return parameters.result(
        new ParkedQuery(
            parameters.source(sources),
            parameters.text("cursor"),
            parameters.limit(),
            parameters.reveal()));
  }
}
