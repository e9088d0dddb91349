package dev.segmentnovu.queue.redis;

import dev.segmentnovu.queue.admin.QueueStats;

/** The messages about a queue that is in another number of shards, each with what to do. */
final class LayoutMessages {

  private LayoutMessages() {}

  /** Why a process does not start. */
  static String refusal(String source, int stored, int configured, QueueStats contents) {
    return "The queue of source "
        + source
        + " is in "
        + shards(stored)
        + ", and RELAY_QUEUE_SHARDS (queue.shards) is "
        + configured
        + ": "
        + what(contents)
        + " would not be found. Set it to "
        + stored
        + ". To use another number, let the workers deliver everything, replay or delete the dead"
        + " letters, unpark all users, stop all processes, then start them with the new number";
  }

  /** Why a running process stops to use the queue. */
  static String changed(String source, int stored, int configured) {
    return "The queue of source "
        + source
        + " was changed to "
        + shards(stored)
        + " by another process, and RELAY_QUEUE_SHARDS (queue.shards) is "
        + configured
        + " here. Set the same number for all processes, restart them, and run relay fsck";
  }

  /** What an audit reports of events that are left under a former number of shards. */
  static String stranded(String source, int before, QueueStats left) {
    return what(left)
        + " of source "
        + source
        + " lie where the queue was when it was in "
        + shards(before)
        + ", and nobody delivers them. When the queue is empty stop all processes, run the relay with"
        + " RELAY_QUEUE_SHARDS="
        + before
        + " until these are delivered, and then as before";
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
