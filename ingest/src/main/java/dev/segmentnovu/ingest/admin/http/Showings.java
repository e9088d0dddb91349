package dev.segmentnovu.ingest.admin.http;

import dev.segmentnovu.concurrent.EventLoopConfined;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Counts how often personal data was shown, between the entries that the audit log stores. */
@EventLoopConfined
final class Showings {

  /** One entry per operator and source in this time. */
  static final Duration BETWEEN_ENTRIES = Duration.ofMinutes(10);

  private record Key(String operator, @Nullable String source) {}

  private static final class Count {
    private final Instant since;
    private int notStored;

    Count(Instant since) {
      this.since = since;
    }
  }

  private final Map<Key, Count> counts = new HashMap<>();

  /**
   * Counts a showing.
   *
   * @return how many there were since the entry before, this one included, if it is time for an
   *     entry; else empty
   */
  Optional<Integer> count(String operator, @Nullable String source, Instant now) {
    var key = new Key(operator, source);
    Count before = counts.get(key);
    if (before != null && now.isBefore(before.since.plus(BETWEEN_ENTRIES))) {
      before.notStored++;
      return Optional.empty();
    }
    counts.put(key, new Count(now));
    return Optional.of(before == null ? 1 : before.notStored + 1);
  }
}
