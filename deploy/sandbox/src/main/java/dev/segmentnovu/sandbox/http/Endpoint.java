package dev.segmentnovu.sandbox.http;

import dev.segmentnovu.sandbox.environment.RateLimits.Category;
import dev.segmentnovu.sandbox.environment.RateLimits.Cost;
import org.jspecify.annotations.Nullable;

/**
 * One of Novu's endpoints, or the response to a route that Novu does not have.
 *
 * @param category whose rate limit a call counts against; null for an unknown route, to which Novu
 *     responds before it checks the API key, the rate limit and the idempotency key
 */
public record Endpoint(@Nullable Category category, Cost cost, Work work) {

  /** For a route that Novu does not have. */
  public static Endpoint unknown(Work work) {
    return new Endpoint(null, Cost.SINGLE, work);
  }

  /** What an endpoint does. */
  public interface Work {
    SandboxResponse respond(Call call);
  }
}
