package dev.segmentnovu.ingest.admin.events;

import dev.segmentnovu.ingest.admin.http.ParseResult;
import dev.segmentnovu.ingest.admin.http.QueryParameters;
import dev.segmentnovu.queue.FinishedEvent.Outcome;
import dev.segmentnovu.queue.admin.users.Deliveries.Filter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The query of a list of finished events.
 *
 * @param filter which to list
 * @param cursor where the page begins, not validated; null for the newest
 * @param limit finished events per page
 * @param reveal whether to show personal data
 */
record DeliveryQuery(Filter filter, @Nullable String cursor, int limit, boolean reveal) {

  static final Set<String> NAMES =
      Set.of("source", "userId", "messageId", "outcome", "limit", "cursor", QueryParameters.REVEAL);

  private static final List<String> OUTCOMES =
      Arrays.stream(Outcome.values()).map(Outcome::wireName).toList();

  /**
   * Parses the parameters of a query string.
   *
   * @param sources the names of the configured sources
   */
  static ParseResult<DeliveryQuery> parse(QueryParameters parameters, List<String> sources) {
    String outcome = parameters.oneOf("outcome", OUTCOMES);
    return parameters.result(
        new DeliveryQuery(
            new Filter(
                parameters.source(sources),
                parameters.id("userId"),
                parameters.text("messageId"),
                outcome == null || !OUTCOMES.contains(outcome)
                    ? null
                    : Outcome.valueOf(outcome.toUpperCase(Locale.ROOT))),
            parameters.text("cursor"),
            parameters.limit(),
            parameters.reveal()));
  }
}
