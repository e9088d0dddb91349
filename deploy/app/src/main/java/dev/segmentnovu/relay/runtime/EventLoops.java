package dev.segmentnovu.relay.runtime;

/** How many event loops ingest and worker have. */
public final class EventLoops {

  private EventLoops() {}

  /**
   * One event loop for each four cores, at least one. One loop does about as much as one Redis. Two
   * loops that share its work send half as full batches to Redis and Novu, and cost more than one.
   * To use more Redis servers, run more processes.
   */
  public static int ofEach() {
    return Math.max(1, Runtime.getRuntime().availableProcessors() / 4);
  }
}
