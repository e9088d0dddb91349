package dev.segmentnovu.worker.mapping.expression;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What expressions look at, prepared once for all of them. For one thread at a time. */
public final class Subject {

  private final ObjectNode event;
  private final Instant now;
  private @Nullable Object values;

  /**
   * A subject.
   *
   * @param event not changed
   * @param now what {@code $now()} and {@code $millis()} give: a time of the event's own, so that
   *     each sending of the event is the same
   */
  public Subject(ObjectNode event, Instant now) {
    this.event = event;
    this.now = now;
  }

  Instant now() {
    return now;
  }

  /** The event as the library wants it; made anew after the library has changed it. */
  Object values() {
    Object made = values;
    if (made == null) {
      made = Values.toLibrary(event, () -> values = null);
      values = made;
    }
    return made;
  }
}
