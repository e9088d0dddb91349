package dev.segmentnovu.sandbox.http;

/**
 * Novu's token bucket, step by step like its limiter script. It is full at first. It refills only
 * when a call does not find enough tokens, and it is forgotten (so full again) two windows after
 * the last refill.
 */
final class TokenBucket {
  private final int capacity;
  private final double fillMillis;
  private final long lifeMillis;
  private double lastRefill;
  private int tokens;
  private double expires = Double.NEGATIVE_INFINITY;

  /**
   * A full bucket.
   *
   * @param capacity the burst
   * @param perWindow how many tokens a window adds
   */
  TokenBucket(int capacity, int perWindow, long windowMillis) {
    this.capacity = capacity;
    this.fillMillis = (double) windowMillis / perWindow;
    this.lifeMillis = 2 * windowMillis;
  }

  /**
   * The result of an attempt to take tokens.
   *
   * @param remaining 0 if the attempt failed
   * @param resetMillis when the same number of tokens is available again, in milliseconds since the
   *     epoch
   */
  record Taken(boolean granted, int remaining, double resetMillis) {}

  /**
   * Takes {@code cost} tokens, or none if there are not enough.
   *
   * @param now milliseconds since the epoch
   */
  Taken take(int cost, long now) {
    if (now >= expires) {
      refillTo(capacity, (double) now, now);
    } else if (tokens < cost) {
      double flown = Math.floor((now - lastRefill) / fillMillis);
      int refilled = (int) Math.min(capacity, tokens + flown);
      if (refilled < cost) {
        return new Taken(false, 0, lastRefill + (cost - tokens) * fillMillis);
      }
      refillTo(refilled, lastRefill + flown * fillMillis, now);
    }
    if (tokens < cost) {
      return new Taken(false, 0, lastRefill + (cost - tokens) * fillMillis);
    }
    tokens -= cost;
    int missing = tokens < cost ? cost - tokens : cost;
    return new Taken(true, tokens, lastRefill + missing * fillMillis);
  }

  private void refillTo(int filled, double at, long now) {
    tokens = filled;
    lastRefill = at;
    expires = now + lifeMillis;
  }
}
