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
   * The use of the category of which most was used.
   *
   * @param share the share that was used since the sample before, 0 to 1
   * @param tokensPerSecond that flow into the category
   */
  record Use(double share, double tokensPerSecond) {}

  /**
   * Adds a sample.
   *
   * @return the use of the most used category since the previous sample; null if unknown
   */
  @Nullable Use next(Instant now, List<BudgetState> states) {
    Duration elapsed = at == null ? Duration.ZERO : Duration.between(at, now);
    Use most = null;
    Map<String, Long> seen = new HashMap<>();
    for (BudgetState state : states) {
      Long before = granted.get(state.category());
      if (before != null && elapsed.toMillis() > 0) {
        Use use = use(state, state.granted() - before, elapsed);
        most = most == null || use.share > most.share ? use : most;
      }
      seen.put(state.category(), state.granted());
    }
    at = now;
    granted = seen;
    return most;
  }

  /** Tokens that had flowed in before may be used too, so it can be more than flows in. */
  private static Use use(BudgetState state, long tokens, Duration elapsed) {
    double perSecond = perSecond(state);
    double flowedIn = perSecond * elapsed.toMillis() / 1_000;
    double share = flowedIn <= 0 ? 0 : Math.max(0, Math.min(1, tokens / flowedIn));
    return new Use(share, perSecond);
  }

  /** How many tokens flow into a category in a second. */
  static double perSecond(BudgetState state) {
    return 1_000.0 * state.limit() / Math.max(1, state.window().toMillis());
  }
}
