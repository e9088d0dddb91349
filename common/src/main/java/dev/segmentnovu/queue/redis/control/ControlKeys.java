package dev.segmentnovu.queue.redis.control;

/** The keys of the whole installation; one hash tag, so that a script may use them all. */
final class ControlKeys {

  /** ZSET process → ms at which its last heartbeat came. */
  static final String PROCESSES = "relay:{control}:processes";

  /** HASH process → its last heartbeat. */
  static final String REPORTS = "relay:{control}:processes:info";

  /** HASH source → the pause of an operator. */
  static final String PAUSED = "relay:{control}:paused";

  /** ZSET marks of changes and deployments → ms. */
  static final String MARKS = "relay:{control}:marks";

  /** The version of the process that started last. */
  static final String VERSION = "relay:{control}:version";

  /** The channel of hints that a source was paused or resumed. */
  static final String PAUSE_CHANNEL = "relay:control:paused";

  private ControlKeys() {}
}
