package dev.segmentnovu.ingest.admin.queue;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.queue.admin.BudgetState;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells from two samples which share of a rate budget was used between them. */
@EventLoopConfined
final class BudgetUse {

  private @Nullable Instant at;
  private Map<String, Long> granted = Map.of();

  /**
   * Adds a sample.
   *
   * @return the used share of the most used category since the previous sample, 0 to 1; null if
   *     unknown
   */
  @Nullable Double next(Instant now, List<BudgetState> states) {
    Duration elapsed = at == null ? Duration.ZERO : Duration.between(at, now);
    Double used = null;
    Map<String, Long> seen = new HashMap<>();
    for (BudgetState state : states) {
      Long before = granted.get(state.category());
      if (before != null && elapsed.toMillis() > 0) {
        double share = share(state, state.granted() - before, elapsed);
        used = used == null ? share : Math.max(used, share);
      }
      seen.put(state.category(), state.granted());
    }
    at = now;
    granted = seen;
    return used;
  }

  /** Tokens that had flowed in before may be used too, so it can be more than flows in. */
  private static double share(BudgetState state, long tokens, Duration elapsed) {
    double flowedIn =
        (double) state.limit() * elapsed.toMillis() / Math.max(1, state.window().toMillis());
    return flowedIn <= 0 ? 0 : Math.max(0, Math.min(1, tokens / flowedIn));
  }
}
