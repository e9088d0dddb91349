package dev.segmentnovu.sandbox.http;

import dev.segmentnovu.sandbox.environment.RateLimits;
import dev.segmentnovu.sandbox.environment.RateLimits.Category;
import dev.segmentnovu.sandbox.environment.RateLimits.Cost;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Novu's rate limits: a bucket for each environment and category. Each API key counts as an
 * environment. Not safe for use from several threads.
 */
final class RateLimiter {
  private static final int WINDOW_SECONDS = 5;
  private static final int BURST_PERCENT = 10;
  private static final int BUCKETS = 10_000;

  private final RateLimits limits;
  private final Map<Scope, TokenBucket> buckets = new LinkedHashMap<>();

  private record Scope(String apiKey, Category category) {}

  /**
   * The result of a call.
   *
   * @param headers for its response, whatever that is
   */
  record Verdict(boolean granted, Map<String, String> headers) {}

  RateLimiter(RateLimits limits) {
    this.limits = limits;
  }

  Verdict take(String apiKey, Category category, Cost cost, Instant now) {
    int limit = limits.perSecond(category) * WINDOW_SECONDS;
    int burst = (int) (limit * (100L + BURST_PERCENT) / 100);
    var scope = new Scope(apiKey, category);
    TokenBucket bucket =
        buckets.computeIfAbsent(
            scope, unused -> new TokenBucket(burst, limit, WINDOW_SECONDS * 1_000L));
    if (buckets.size() > BUCKETS) {
      buckets.remove(buckets.keySet().iterator().next());
    }
    var taken = bucket.take(cost.tokens, now.toEpochMilli());
    double millis = taken.resetMillis() - now.toEpochMilli();
    String reset = Long.toString(Math.max(0, (long) Math.ceil(millis / 1_000)));
    String policy =
        String.join(
            ";",
            Integer.toString(limit),
            "w=" + WINDOW_SECONDS,
            "burst=" + burst,
            "comment=\"token bucket\"",
            "category=\"" + category.label + "\"",
            "cost=\"" + cost.label + "\"",
            "serviceLevel=\"" + limits.serviceLevel() + "\"");
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("RateLimit-Remaining", Integer.toString(taken.remaining()));
    headers.put("RateLimit-Limit", Integer.toString(limit));
    headers.put("RateLimit-Reset", reset);
    headers.put("RateLimit-Policy", policy);
    if (!taken.granted()) {
      headers.put("Retry-After", reset);
    }
    return new Verdict(taken.granted(), headers);
  }
}
