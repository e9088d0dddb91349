package dev.segmentnovu.relay.sandbox;

import dev.segmentnovu.relay.sandbox.RateLimits.Category;
import dev.segmentnovu.relay.sandbox.RateLimits.Cost;

/**
 * One of Novu's endpoints.
 *
 * @param category whose rate limit a call counts against
 */
record Endpoint(Category category, Cost cost, Work work) {

  /** What an endpoint does. */
  interface Work {
    Answer answer(Call call);
  }
}
