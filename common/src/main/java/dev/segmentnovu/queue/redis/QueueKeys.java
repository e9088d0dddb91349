package dev.segmentnovu.queue.redis;

import dev.segmentnovu.queue.Profile;
import java.nio.charset.StandardCharsets;
import org.redisson.connection.CRC16;

/**
 * The names of all keys of one source's shard. The braces are Redis Cluster's hash tag: the keys of
 * a shard live in one slot, so that a script may touch them all.
 *
 * @param source whose shard it is
 * @param shard which of its shards, from 0
 * @param prefix what every key begins with; scripts append {@code q:<user>}, and {@code
 *     broken:<name>} for what another program wrote where the queue needs a key of another type
 */
public record QueueKeys(String source, int shard, String prefix) {

  /** The name of {@link #seen}, without the prefix. */
  static final String SEEN = "seen";

  /** The name of {@link #seenBefore}, without the prefix. */
  static final String SEEN_BEFORE = "seen:before";

  /** The name of {@link #profiles}, without the prefix. */
  static final String PROFILES = "profiles";

  /** The name of {@link #profilesBefore}, without the prefix. */
  static final String PROFILES_BEFORE = "profiles:before";

  /** How many slots a Redis Cluster has, always. */
  static final int SLOTS = 16384;

  /**
   * The keys of a source's shard. Where there are several shards, the one numbered {@code shard}
   * lies in the part of that number when the slots are cut into {@code shards} equal parts, and all
   * of a source lie at the same place of theirs, or nearly: so evenly apart that primaries with
   * equally many slots, side by side, have equally many shards, or one more or less. That place
   * differs from source to source, and the only shard of a source lies anywhere: so sources with
   * too few shards for all primaries spread too.
   *
   * <p>Tries some eight hash tags for each of {@code shards}: to be called once for a shard, see
   * {@link ShardKeys}.
   *
   * @param shard from 0 to {@code shards - 1}
   * @param shards from 1 to 256; all processes must agree
   */
  static QueueKeys of(String source, int shard, int shards) {
    String tag = source + ":" + shard;
    if (shards > 1) {
      double part = (double) SLOTS / shards;
      // an eighth away from the ends, and found within a sixteenth: a Cluster whose slots do not
      // divide evenly has its borders a slot or some beside those of the parts
      double place = 0.125 + 0.75 * slot(source) / SLOTS;
      double wanted = (shard + place) * part;
      int number = 0;
      int before = CRC16.crc16(utf8(tag + ":"));
      while (Math.abs(behind(before, number) % SLOTS - wanted) > part / 16) {
        number++;
      }
      tag += ":" + number;
    }
    return new QueueKeys(source, shard, "relay:{" + tag + "}:");
  }

  /** The slot of the keys with this hash tag. */
  static int slot(String tag) {
    return CRC16.crc16(utf8(tag)) % SLOTS;
  }

  /**
   * The checksum of a text that ends with the digits of {@code number}. For 256 shards half a
   * million are tried, so the text before them is read once.
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

  /** STRING of the number of shards, see {@link QueueLayout}; of the source, not of a shard. */
  static Object layout(String source) {
    return "relay:{" + source + "}:layout";
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

  /** SET of message ids accepted since the counter {@code seen-since}, at most a window ago. */
  Object seen() {
    return key(SEEN);
  }

  /** SET of message ids accepted in the window before that. */
  Object seenBefore() {
    return key(SEEN_BEFORE);
  }

  /** HASH user → fingerprint of the profile that was last written to Novu, see {@link Profile}. */
  Object profiles() {
    return key(PROFILES);
  }

  /** The same, of the window before that of {@link #profiles}. */
  Object profilesBefore() {
    return key(PROFILES_BEFORE);
  }

  /** ZSET user → ms until which no fingerprint of its profile is remembered. */
  Object profilesForgotten() {
    return key("profiles:forgotten");
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
    return prefix + name;
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
