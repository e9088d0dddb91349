package dev.segmentnovu.queue.redis.control;

/** The keys of the whole installation; one hash tag, so that a script may use them all. */
final class ControlKeys {

  /** ZSET process → ms at which its last heartbeat came. */
  static final String PROCESSES = "relay:{control}:processes";

  /** HASH process → its last heartbeat. */
  static final String REPORTS = "relay:{control}:processes:info";

  /** HASH source → the pause of an operator. */
  static final String PAUSED = "relay:{control}:paused";

  /** The channel of hints that a source was paused or resumed. */
  static final String PAUSE_CHANNEL = "relay:control:paused";

  private ControlKeys() {}
}
