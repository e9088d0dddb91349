package dev.segmentnovu.queue.redis.reference;

/**
 * Novu's limiter for one category, step by step as the Lua script in Novu's {@code
 * EvaluateTokenBucketRateLimit}: full at first; what flows in is added only when a call finds it
 * empty; forgotten two windows after that.
 */
final class NovuBucket {

  final int limit;
  final int window;
  final int burst;
  private final long createdAt;
  private double lastRefill;
  private int tokens;
  private long expires;

  NovuBucket(int limit, int windowMs, int burst, long firstCall) {
    this.limit = limit;
    this.window = windowMs;
    this.burst = burst;
    createdAt = firstCall;
    expires = firstCall;
  }

  /** What is said of the budget in an answer. */
  record Said(boolean taken, int remaining, int reset) {}

  Said call(long now) {
    double fill = window / (double) limit;
    if (now >= expires) {
      filled(burst, (double) now, now);
    } else if (tokens < 1) {
      int flown = (int) Math.floor((now - lastRefill) / fill);
      if (flown < 1) {
        return new Said(false, 0, seconds(lastRefill + fill - now));
      }
      filled(Math.min(burst, flown), lastRefill + flown * fill, now);
    }
    tokens--;
    return new Said(true, tokens, seconds(lastRefill + fill - now));
  }

  private void filled(int to, double at, long now) {
    tokens = to;
    lastRefill = at;
    expires = now + 2L * window;
  }

  private static int seconds(double ms) {
    return (int) Math.max(0, Math.ceil(ms / 1_000));
  }

  /** Tokens there were to use from the first call until {@code now}. */
  double allowed(long now) {
    return burst + (now - createdAt) * (double) limit / window;
  }
}
