package dev.segmentnovu.relay.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/**
 * A request as the endpoints see it.
 *
 * @param path as sent, without the query
 * @param key the id or key in the path, decoded; empty where the path has none
 * @param failIfExists the query parameter of that name
 * @param body an empty object where there was none
 * @param at when it came
 */
record Call(String path, String key, boolean failIfExists, ObjectNode body, Instant at) {}
