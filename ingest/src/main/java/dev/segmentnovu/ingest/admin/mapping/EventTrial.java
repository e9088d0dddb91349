package dev.segmentnovu.ingest.admin.mapping;

import dev.segmentnovu.event.EntryPoint;

/**
 * Tells what the relay would do with an event that came in now, from the rules of ingest to the
 * requests to Novu. Sends and stores nothing. Safe for use from any thread.
 */
@FunctionalInterface
public interface EventTrial {

  /**
   * Tries an event.
   *
   * @param source the name of a configured source
   * @param door the entry point that it would come through
   * @param event the bytes of a JSON object
   */
  TrialResult run(String source, EntryPoint door, byte[] event);
}
