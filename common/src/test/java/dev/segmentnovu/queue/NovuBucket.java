package dev.segmentnovu.queue;

/**
 * Novu's limiter for one category: {@code limit} tokens come at once every window, from the first
 * call on; {@code burst} are kept at most.
 */
final class NovuBucket {

  final int limit;
  final int window;
  final int burst;
  private long refilledAt;
  private int tokens;

  /** Tokens that have come since the first call, kept or not. */
  private int come;

  /** Tokens there were to use until {@code now}; those of the present window come evenly. */
  double allowed(long now) {
    return burst + come - limit * (1 - (now - refilledAt) / (double) window);
  }

  NovuBucket(int limit, int windowMs, int burst, long firstCall) {
    this.limit = limit;
    this.window = windowMs;
    this.burst = burst;
    refilledAt = firstCall;
    tokens = burst;
  }

  /** What is said of the budget in an answer. */
  record Said(boolean taken, int remaining, int reset) {}

  Said call(long now) {
    long times = Math.floorDiv(now - refilledAt, window);
    if (times > 0) {
      tokens = (int) Math.min(burst, tokens + times * limit);
      come += (int) (times * limit);
      refilledAt += times * window;
    }
    boolean taken = tokens > 0;
    tokens -= taken ? 1 : 0;
    int reset = (int) -Math.floorDiv(now - refilledAt - window, 1000L);
    return new Said(taken, tokens, reset);
  }
}
