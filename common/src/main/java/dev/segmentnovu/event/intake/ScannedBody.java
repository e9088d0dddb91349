package dev.segmentnovu.event.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a body.
 *
 * @param shape the form of the body
 * @param events its events, in order; may be empty
 * @param context {@code context} of an SDK's batch, or null
 * @param integrations {@code integrations} of an SDK's batch, or null
 * @param sentAt {@code sentAt} of an SDK's batch, or null; also null if it is too long for a time
 * @param writeKey {@code writeKey} of the body, or null
 */
public record ScannedBody(
    Shape shape,
    List<ScannedEvent> events,
    @Nullable ObjectNode context,
    @Nullable ObjectNode integrations,
    @Nullable String sentAt,
    @Nullable String writeKey) {

  /** The forms of a body. */
  public enum Shape {
    /** One event. */
    SINGLE,
    /** An array of events, or of events wrapped as {@code {"json":…}}: webhooks. */
    ARRAY,
    /** An object with {@code batch}: SDKs. */
    BATCH
  }
}
