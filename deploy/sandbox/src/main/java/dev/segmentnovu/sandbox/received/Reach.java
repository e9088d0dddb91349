package dev.segmentnovu.sandbox.received;

import java.util.List;

/**
 * Whom a trigger reaches. The API does not show it: it responds with {@code processed}, and Novu's
 * worker drops recipients afterwards without a trace for the caller.
 *
 * @param subscribers how many subscribers the workflow runs for; 0 means that nobody gets anything
 * @param dropped why recipients were dropped, one text each; empty if none was
 */
public record Reach(int subscribers, List<String> dropped) {

  /** The reach of a trigger that was not processed. */
  public static final Reach NONE = new Reach(0, List.of());

  /** Keeps a copy of the list. */
  public Reach {
    dropped = List.copyOf(dropped);
  }
}
