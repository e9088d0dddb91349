package dev.segmentnovu.sandbox.faults;

import dev.segmentnovu.sandbox.received.ReceivedRequest;
import io.vertx.core.MultiMap;
import java.util.Optional;

/**
 * Decides for each request which fault it meets. Only code in the same process can set a script:
 * tests use it where the response depends on the content of the request.
 */
@FunctionalInterface
public interface FaultScript {
  /** No fault for any request. */
  FaultScript NONE = (request, headers) -> Optional.empty();

  /**
   * The fault of a request that no waiting fault matches; empty if it meets none. Called on the
   * event loop of the sandbox, in the order of arrival; must not block.
   *
   * @param headers with the API key; names are case-insensitive
   */
  Optional<Fault> faultOf(ReceivedRequest request, MultiMap headers);
}
