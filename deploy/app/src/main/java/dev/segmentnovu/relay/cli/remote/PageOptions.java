package dev.segmentnovu.relay.cli.remote;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which page of a long list to show. */
public final class PageOptions {

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "20",
      description = "how many to show; default: ${DEFAULT-VALUE}")
  private int limit;

  @Option(
      names = "--cursor",
      paramLabel = "CURSOR",
      description = "where to go on, as the page before said")
  private @Nullable String cursor;

  /** The query with these options. The relay checks the values. */
  public Query addTo(Query query) {
    return query.with("limit", limit).with("cursor", cursor);
  }
}
