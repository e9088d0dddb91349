package dev.segmentnovu.relay.runtime;

/** How many event loops take events in, and how many deliver them. */
public final class EventLoops {

  private EventLoops() {}

  /**
   * One for each four cores, and one at least. One does about as much as one Redis does; two that
   * share its work go to Redis and to Novu with half as full groups, and cost more than one. More
   * processes do more, for as many Redis servers as there are.
   */
  public static int ofEach() {
    return Math.max(1, Runtime.getRuntime().availableProcessors() / 4);
  }
}
