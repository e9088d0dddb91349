package dev.segmentnovu.queue.history;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What is counted of a source. The counts of a minute add up: {@code received} is the sum of {@code
 * accepted}, {@code duplicate}, {@code rejected} and {@code anonymous}; an accepted event ends as
 * one of {@code skipped}, {@code unmapped}, {@code delivered} and {@code dead}.
 */
public enum ActivityCount {
  /** Events that ingest has answered for good. */
  RECEIVED("re"),
  /** Events that are durable in the queue. */
  ACCEPTED("ac"),
  /** Events whose message id was known. */
  DUPLICATE("du"),
  /** Events that ingest rejected. */
  REJECTED("rj"),
  /** Events without a user that ingest skipped. */
  ANONYMOUS("an"),
  /** Events that a worker skipped because the configuration or the event says so. */
  SKIPPED("sk"),
  /** Events without a mapped workflow, whether they are skipped or become dead letters. */
  UNMAPPED("un"),
  /** Events that Novu took. */
  DELIVERED("de"),
  /** Those of the delivered ones that needed no call, because the profile is unchanged. */
  UNCHANGED("uc"),
  /** Attempts that another attempt follows. */
  RETRIED("rt"),
  /** Events that became dead letters, without the unmapped ones. */
  DEAD("dd"),
  /** Dead letters that were put back into the queue. */
  REPLAYED("rp");

  private static final Map<String, ActivityCount> BY_KEY =
      Arrays.stream(values()).collect(Collectors.toMap(ActivityCount::key, Function.identity()));

  private final String key;

  ActivityCount(String key) {
    this.key = key;
  }

  /** The name that Redis stores, in two letters. It must never change. */
  public String key() {
    return key;
  }

  /** The count with this {@link #key}; empty if a newer version wrote it. */
  public static Optional<ActivityCount> ofKey(String key) {
    return Optional.ofNullable(BY_KEY.get(key));
  }
}
