package dev.segmentnovu.queue.redis.script;

import dev.segmentnovu.queue.Profile;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.redisson.connection.CRC16;

/**
 * The names of all keys of one source's shard. The braces are Redis Cluster's hash tag: the keys of
 * a shard live in one slot, so that a script may use them all.
 *
 * @param source whose shard it is
 * @param shard which of its shards, from 0
 * @param prefix the beginning of every key; scripts append {@code q:<ordering key>}, the LIST of a
 *     user's events, and {@code broken:<name>}, the new name of a key that another program wrote in
 *     a type that the queue does not use there
 * @param shards how many shards the source has
 */
public record QueueKeys(String source, int shard, String prefix, int shards) {

  /**
   * A key that all users of a shard share.
   *
   * @param name the key without the prefix
   * @param type the type that Redis gives it
   */
  public record SharedKey(String name, String type) {}

  private static final String READY = "ready";
  private static final String STATS = "stats";
  private static final String HEADS = "heads";
  private static final String PARKED = "parked";
  private static final String DEAD = "dead";
  private static final String UNMAPPED = "dead:unmapped";
  private static final String DEAD_TEXTS = "dead:letters";
  private static final String DEAD_ENTRIES = "dead:entries";
  private static final String PROFILES_FORGOTTEN = "profiles:forgotten";
  private static final String PARKED_SINCE = "parked:since";
  private static final String DELIVERIES = "deliveries";

  /** The name of {@link #seen}, without the prefix. */
  public static final String SEEN = "seen";

  /** The name of {@link #seenBefore}, without the prefix. */
  public static final String SEEN_BEFORE = "seen:before";

  /** The name of {@link #profiles}, without the prefix. */
  public static final String PROFILES = "profiles";

  /** The name of {@link #profilesBefore}, without the prefix. */
  public static final String PROFILES_BEFORE = "profiles:before";

  /**
   * The keys that all users share, in the order of an audit. If one is of another type the queue
   * does not work; the keys of profiles are not among them, because the queue deletes those.
   */
  public static final List<SharedKey> SHARED =
      List.of(
          new SharedKey(READY, "zset"),
          new SharedKey(STATS, "hash"),
          new SharedKey(HEADS, "hash"),
          new SharedKey(PARKED, "zset"),
          new SharedKey(DEAD, "zset"),
          new SharedKey(UNMAPPED, "zset"),
          new SharedKey(DEAD_TEXTS, "hash"),
          new SharedKey(DEAD_ENTRIES, "hash"),
          new SharedKey(SEEN, "set"),
          new SharedKey(SEEN_BEFORE, "set"));

  /** How many slots a Redis Cluster has, always. */
  private static final int SLOTS = 16384;

  /**
   * The keys of a source's shard. Where there are several shards, the slots are cut into {@code
   * shards} equal parts, and the shard lies in the part of its number. All shards of a source lie
   * at nearly the same place of their parts. So primaries with equally many contiguous slots have
   * equally many shards, or one more or less. The place differs from source to source, and the only
   * shard of a source lies anywhere: so sources with fewer shards than primaries spread too.
   *
   * <p>Tries about eight hash tags for each of {@code shards}. Call it once for a shard, see {@link
   * ShardKeys}.
   *
   * @param shard from 0 to {@code shards - 1}
   * @param shards from 1 to 256; all processes must agree
   */
  public static QueueKeys of(String source, int shard, int shards) {
    String tag = source + ":" + shard;
    if (shards > 1) {
      double part = (double) SLOTS / shards;
      // at least an eighth away from the ends, and found within a sixteenth: where slots do not
      // divide evenly, the borders of primaries lie a few slots beside those of the parts
      double place = 0.125 + 0.75 * slot(source) / SLOTS;
      double wanted = (shard + place) * part;
      int number = 0;
      int before = CRC16.crc16(utf8(tag + ":"));
      while (Math.abs(behind(before, number) % SLOTS - wanted) > part / 16) {
        number++;
      }
      tag += ":" + number;
    }
    return new QueueKeys(source, shard, "relay:{" + tag + "}:", shards);
  }

  /** The slot of the keys with this hash tag. */
  static int slot(String tag) {
    return CRC16.crc16(utf8(tag)) % SLOTS;
  }

  /**
   * The checksum of a text that ends with the digits of {@code number}. For 256 shards it is called
   * half a million times, so the text before the digits is read once.
   *
   * @param before the checksum of the text without the digits
   */
  private static int behind(int before, int number) {
    int crc = number < 10 ? before : behind(before, number / 10);
    crc ^= ('0' + number % 10) << 8;
    for (int bit = 0; bit < 8; bit++) {
      crc = (crc & 0x8000) == 0 ? crc << 1 : crc << 1 ^ 0x1021;
    }
    return crc & 0xffff;
  }

  /** The shard of an ordering key, from 0. All processes must agree on {@code shards}. */
  public static int shardOf(String orderingKey, int shards) {
    // the same in every JVM, by specification; its low bits are uneven, so the upper half is mixed
    // in
    int hash = orderingKey.hashCode();
    return Math.floorMod(hash ^ (hash >>> 16), shards);
  }

  /** The channel of hints that users became due. */
  public static String dueChannel(String source) {
    return "relay:due:" + source;
  }

  /** The channel on which workers announce that a source pauses. */
  public static String pauseChannel(String source) {
    return "relay:holds:" + source;
  }

  /** HASH of what Novu allows a source, by category; of the source, not of a shard. */
  public static String budget(String source) {
    return "relay:{" + source + "}:budget";
  }

  /** STRING of the number of shards; of the source, not of a shard. */
  public static String layout(String source) {
    return "relay:{" + source + "}:layout";
  }

  /**
   * STRING of the version of the data format and of the oldest one whose processes can use the
   * data; of the source, not of a shard.
   */
  public static String format(String source) {
    return "relay:{" + source + "}:format";
  }

  /** STRING of a change of the number of shards; of the source, not of a shard. */
  public static String reshard(String source) {
    return "relay:{" + source + "}:reshard";
  }

  /** HASH of the users that are on their way to another shard. */
  public String moving() {
    return prefix + "moving";
  }

  /** HASH of the users that came from another shard, until all have come. */
  public String moved() {
    return prefix + "moved";
  }

  /**
   * The keys in which an event waits or is a dead letter, in the order in which {@code audit.lua},
   * {@code recount.lua}, {@code replay.lua} and {@code settle.lua} expect them.
   */
  public List<String> ofEvents() {
    return List.of(
        ready(), stats(), dead(), deadTexts(), deadEntries(), parked(), unmapped(), heads());
  }

  /** ZSET ordering key → ms from which on the user may be claimed. */
  public String ready() {
    return prefix + READY;
  }

  /**
   * HASH ordering key → the lease, the claims and the retry state of the user's first event. A user
   * without any of them has no field. {@code prelude/users.lua} describes the text, reads it and
   * writes it.
   */
  public String heads() {
    return prefix + HEADS;
  }

  /** ZSET of parked users, as {@link #ready}. */
  public String parked() {
    return prefix + PARKED;
  }

  /** ZSET of the users in {@link #parked} → ms at which they were parked; for people only. */
  public String parkedSince() {
    return prefix + PARKED_SINCE;
  }

  /**
   * LIST of events that were delivered or skipped, the latest at the right: {@code <ms at which it
   * was settled> <text of the finished event>}, or empty for one that was forgotten.
   */
  public String deliveries() {
    return prefix + DELIVERIES;
  }

  /** SET of message ids accepted since the counter {@code seen-since}, at most a window ago. */
  public String seen() {
    return prefix + SEEN;
  }

  /** SET of message ids accepted in the window before that. */
  public String seenBefore() {
    return prefix + SEEN_BEFORE;
  }

  /**
   * HASH ordering key → fingerprint of the profile that was last written to Novu, see {@link
   * Profile}.
   */
  public String profiles() {
    return prefix + PROFILES;
  }

  /** The same, of the window before that of {@link #profiles}. */
  public String profilesBefore() {
    return prefix + PROFILES_BEFORE;
  }

  /** ZSET ordering key → ms until which no fingerprint of the user's profile is remembered. */
  public String profilesForgotten() {
    return prefix + PROFILES_FORGOTTEN;
  }

  /** HASH of counters. */
  public String stats() {
    return prefix + STATS;
  }

  /** ZSET dead letter id → ms at which it died. */
  public String dead() {
    return prefix + DEAD;
  }

  /** As {@link #dead}, of events for which no workflow is mapped: they have bounds of their own. */
  public String unmapped() {
    return prefix + UNMAPPED;
  }

  /** HASH dead letter id → its text. */
  public String deadTexts() {
    return prefix + DEAD_TEXTS;
  }

  /** HASH dead letter id → its entry, and {@code <id>:details} → its details. */
  public String deadEntries() {
    return prefix + DEAD_ENTRIES;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
