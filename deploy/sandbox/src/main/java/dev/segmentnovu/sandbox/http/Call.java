package dev.segmentnovu.sandbox.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A request as the endpoints see it.
 *
 * @param path as sent, without the query
 * @param key the id or key in the path, decoded; empty if the path has none
 * @param query its parameters
 * @param body an empty object if the request has none
 * @param at when it arrived
 */
public record Call(String path, String key, Query query, ObjectNode body, Instant at) {

  /** Reads a query parameter. */
  public interface Query {
    /** The first parameter with that name, decoded, or null. */
    public @Nullable String get(String name);
  }
}
