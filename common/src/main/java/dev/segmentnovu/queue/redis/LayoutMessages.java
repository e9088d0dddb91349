package dev.segmentnovu.queue.redis;

import dev.segmentnovu.queue.admin.QueueStats;

/** The messages about the number of shards of a queue, each with what to do. */
final class LayoutMessages {

  private LayoutMessages() {}

  /** Why a process uses another number than is set. */
  static String otherNumber(String source, int stored, int configured) {
    return "The queue of source "
        + source
        + " is in "
        + shards(stored)
        + ", and RELAY_QUEUE_SHARDS (queue.shards) is "
        + configured
        + ": the relay uses "
        + stored
        + ". Set it to "
        + stored
        + ", or run relay reshard --shards "
        + configured;
  }

  /** What an audit reports while users are on their way to other shards. */
  static String moving(String source, int from, int to) {
    return "relay reshard changes the queue of source "
        + source
        + " from "
        + shards(from)
        + " to "
        + to
        + ", and nothing is delivered until it ends. If it was stopped, run relay reshard --shards "
        + to
        + " again";
  }

  /** What an audit reports of events that are left under a former number of shards. */
  static String stranded(String source, int before, int present, QueueStats left) {
    return what(left)
        + " of source "
        + source
        + " lie where the queue was when it was in "
        + shards(before)
        + ", and nobody delivers them. Run relay reshard --shards "
        + present
        + " --from "
        + before
        + ", which moves them";
  }

  private static String what(QueueStats contents) {
    return Math.max(0, contents.depth())
        + " events, "
        + contents.dead()
        + " dead letters and "
        + contents.parked()
        + " parked users";
  }

  private static String shards(int number) {
    return number == 1 ? "1 shard" : number + " shards";
  }
}
