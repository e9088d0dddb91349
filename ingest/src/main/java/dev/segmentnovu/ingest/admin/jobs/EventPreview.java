package dev.segmentnovu.ingest.admin.jobs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.segmentnovu.event.StoredEvent;

/** Tells what a worker would send for an event now. Sends nothing. Safe for use from any thread. */
@FunctionalInterface
public interface EventPreview {

  /**
   * The requests that a worker would make with the present rules, in order.
   *
   * @param source the name of a source
   * @param event the event as the queue would store it
   * @return for each request {@code method}, {@code path} and, if it has one, {@code body}; empty
   *     if nothing would be sent, or the source is not configured
   */
  ArrayNode wouldSend(String source, StoredEvent event);
}
