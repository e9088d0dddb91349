package dev.segmentnovu.sandbox.http;

import dev.segmentnovu.sandbox.environment.RateLimits.Category;
import dev.segmentnovu.sandbox.environment.RateLimits.Cost;
import org.jspecify.annotations.Nullable;

/**
 * One of Novu's endpoints, or the answer to a route that Novu does not have.
 *
 * @param category whose rate limit a call counts against; null for an unknown route, which Novu
 *     answers before it looks at the API key, the rate limit or the idempotency key
 */
public record Endpoint(@Nullable Category category, Cost cost, Work work) {

  /** For a route that Novu does not have. */
  public static Endpoint unknown(Work work) {
    return new Endpoint(null, Cost.SINGLE, work);
  }

  /** What an endpoint does. */
  public interface Work {
    SandboxResponse answer(Call call);
  }
}
