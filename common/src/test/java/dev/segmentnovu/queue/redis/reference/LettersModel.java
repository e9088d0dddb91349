package dev.segmentnovu.queue.redis.reference;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.segmentnovu.config.RelayConfig.AtBound;
import dev.segmentnovu.config.RelayConfig.Bounds;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The dead letters of {@link QueueModel}. */
final class LettersModel {

  /** A dead letter. */
  record Letter(
      String userId, String entry, String text, String details, boolean unmapped, long deadAt) {
    long bytes() {
      return (long) text.getBytes(UTF_8).length
          + entry.getBytes(UTF_8).length
          + details.getBytes(UTF_8).length;
    }
  }

  final Map<String, Letter> byId = new TreeMap<>();

  private final Map<String, Long> totals;

  /** None; what is evicted is counted in {@code totals}. */
  LettersModel(Map<String, Long> totals) {
    this.totals = totals;
  }

  /** Letters of one kind, oldest first. */
  private List<Map.Entry<String, Letter>> ofKind(boolean unmapped) {
    return byId.entrySet().stream()
        .filter(letter -> letter.getValue().unmapped == unmapped)
        .sorted(
            Comparator.comparingLong((Map.Entry<String, Letter> l) -> l.getValue().deadAt)
                .thenComparing(Map.Entry::getKey))
        .toList();
  }

  long bytes(boolean unmapped) {
    return ofKind(unmapped).stream().mapToLong(letter -> letter.getValue().bytes()).sum();
  }

  /** Whether letters of a kind block the source. */
  boolean blocks(boolean unmapped, Bounds bounds) {
    return bounds.atBound() == AtBound.BLOCK
        && (ofKind(unmapped).size() >= bounds.count() || bytes(unmapped) >= bounds.bytes());
  }

  void trim(long now, boolean unmapped, Bounds bounds) {
    for (var oldest : ofKind(unmapped)) {
      boolean over =
          bounds.atBound() == AtBound.EVICT_OLDEST
              && (ofKind(unmapped).size() > bounds.count() || bytes(unmapped) > bounds.bytes());
      if (!over && now - oldest.getValue().deadAt <= bounds.age().toMillis()) {
        return;
      }
      byId.remove(oldest.getKey());
      totals.merge("evicted", 1L, Long::sum);
      if (unmapped) {
        totals.merge("evicted-unmapped", 1L, Long::sum);
      }
    }
  }

  boolean delete(String id) {
    return byId.remove(id) != null;
  }
}
