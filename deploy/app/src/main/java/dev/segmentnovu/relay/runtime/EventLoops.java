package dev.segmentnovu.relay.runtime;

/** How many event loops ingest and worker have. */
public final class EventLoops {

  private static final int CORES_PER_LOOP = 4;
  private static final int MOST = 4;

  private EventLoops() {}

  /**
   * One event loop for each four cores, at least one. One loop does about as much as one Redis. Two
   * loops that share its work send half as full batches to Redis and Novu, and cost more than one.
   * To use more Redis servers, run more processes. Four at most, because a container without a CPU
   * limit sees all cores of its node, and each loop takes memory.
   */
  public static int ofEach() {
    return of(Runtime.getRuntime().availableProcessors());
  }

  static int of(int cores) {
    return Math.max(1, Math.min(MOST, cores / CORES_PER_LOOP));
  }
}
