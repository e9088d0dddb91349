package dev.segmentnovu.ingest.admin.status;

import dev.segmentnovu.queue.admin.Processes.Seen;
import dev.segmentnovu.queue.control.Senders;
import dev.segmentnovu.queue.control.Senders.Refused;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The requests that all ingests refuse because they do not prove where they come from. Pure.
 *
 * @param source the source that they name; null if they name none that is configured
 * @param refused how many, why and when
 */
record RefusedSenders(@Nullable String source, Refused refused) {

  /**
   * Merges what the ingests report. The requests to a source count only after the last one that
   * proved where it comes from, whichever ingest took it.
   *
   * @param ingests all that reported within the last minute; those that no longer live do not count
   * @return by the name of the source; last the one without a source
   */
  static List<RefusedSenders> of(List<Seen> ingests) {
    Map<Optional<String>, List<Senders>> bySource = new HashMap<>();
    for (Seen ingest : ingests) {
      if (ingest.isAlive()) {
        for (Senders each : ingest.heartbeat().senders()) {
          bySource
              .computeIfAbsent(Optional.ofNullable(each.source()), unused -> new ArrayList<>())
              .add(each);
        }
      }
    }
    return bySource.values().stream()
        .flatMap(all -> merged(all).stream())
        .sorted(
            Comparator.comparing(
                RefusedSenders::source, Comparator.nullsLast(Comparator.naturalOrder())))
        .toList();
  }

  /** One source in all ingests; there is at least one. */
  private static Optional<RefusedSenders> merged(List<Senders> all) {
    Instant provenAt =
        all.stream()
            .flatMap(each -> Stream.ofNullable(each.provenAt()))
            .max(Comparator.naturalOrder())
            .orElse(Instant.MIN);
    return all.stream()
        .flatMap(each -> Stream.ofNullable(each.refused()))
        .filter(refused -> refused.lastAt().isAfter(provenAt))
        .map(refused -> after(provenAt, refused))
        .reduce(RefusedSenders::plus)
        .map(refused -> new RefusedSenders(all.get(0).source(), refused));
  }

  private static Refused after(Instant provenAt, Refused refused) {
    return refused.since().isAfter(provenAt)
        ? refused
        : new Refused(
            refused.code(), refused.message(), refused.count(), provenAt, refused.lastAt());
  }

  private static Refused plus(Refused one, Refused other) {
    Refused last = one.lastAt().isAfter(other.lastAt()) ? one : other;
    return new Refused(
        last.code(),
        last.message(),
        one.count() + other.count(),
        one.since().isBefore(other.since()) ? one.since() : other.since(),
        last.lastAt());
  }
}
