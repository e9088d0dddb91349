package dev.segmentnovu.queue;

import java.nio.charset.StandardCharsets;

/**
 * The names of all keys of one source's shard. The braces are Redis Cluster's hash tag: the keys of
 * a shard live in one slot, so that a script may touch them all.
 */
record QueueKeys(String source, int shard) {

  /** The shard a user's events live in. All processes must agree on {@code shards}. */
  static int shardOf(String userId, int shards) {
    // String.hashCode is specified, so every JVM agrees; the upper half is mixed in because its low
    // bits are uneven
    int hash = userId.hashCode();
    return Math.floorMod(hash ^ (hash >>> 16), shards);
  }

  /** The channel on which users that became due are hinted at. */
  static String channel(String source) {
    return "relay:due:" + source;
  }

  /** The channel on which workers tell one another that a source has to wait. */
  static String holds(String source) {
    return "relay:holds:" + source;
  }

  /** HASH of what Novu allows a source, by category; of the source, not of a shard. */
  static Object budget(String source) {
    return "relay:{" + source + "}:budget";
  }

  /** What every key begins with; scripts append {@code q:<user>} and {@code seen:<id>}. */
  String prefix() {
    return "relay:{" + source + ":" + shard + "}:";
  }

  /** ZSET user → ms from which on the user may be claimed. */
  Object ready() {
    return key("ready");
  }

  /**
   * HASH user → what is known of its first event, of those for which something is: {@code <lease's
   * token or -> <events settled under it> <how many of these still stand in the list> <claims with
   * nothing learnt> <head state>}.
   */
  Object heads() {
    return key("heads");
  }

  /** ZSET of users held by an operator. */
  Object parked() {
    return key("parked");
  }

  /** HASH of counters. */
  Object stats() {
    return key("stats");
  }

  /** ZSET dead letter id → ms at which it died. */
  Object dead() {
    return key("dead");
  }

  /** As {@link #dead}, of events for which no workflow is mapped: they have bounds of their own. */
  Object unmapped() {
    return key("dead:unmapped");
  }

  /** HASH dead letter id → letter. */
  Object deadLetters() {
    return key("dead:letters");
  }

  /** HASH dead letter id → entry. */
  Object deadEntries() {
    return key("dead:entries");
  }

  /** A key of the same slot as {@code key}, which is one of these, that nothing ever writes. */
  static String neverThere(String key) {
    return key.substring(0, key.indexOf('}') + 1) + ":never";
  }

  private Object key(String name) {
    return prefix() + name;
  }

  /** A number as Redis stores it. */
  static byte[] number(long value) {
    return utf8(Long.toString(value));
  }

  /** Text as Redis stores it. */
  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
