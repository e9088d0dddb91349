package dev.segmentnovu.ingest.admin.users;

import dev.segmentnovu.ingest.admin.http.ParseResult;
import dev.segmentnovu.ingest.admin.http.QueryReader;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The query of the list of parked users.
 *
 * @param source the source's name; null for all
 * @param cursor where the page begins, not validated; null for the beginning
 * @param limit users per page
 */
record ParkedQuery(@Nullable String source, @Nullable String cursor, int limit) {

  private static final Set<String> NAMES = Set.of("state", "source", "limit", "cursor");

  /**
   * Parses the parameters of a query string.
   *
   * @param sources the names of the configured sources
   */
  static ParseResult<ParkedQuery> parse(MultiMap parameters, List<String> sources) {
    var reader = new QueryReader(parameters, NAMES);
    if (reader.choice("state", List.of("parked")) == null && !parameters.contains("state")) {
      reader.addMistake("state", "is required, and must be parked: users in other states are many");
    }
    return reader.result(
        new ParkedQuery(reader.source(sources), reader.text("cursor"), reader.limit()));
  }
}
