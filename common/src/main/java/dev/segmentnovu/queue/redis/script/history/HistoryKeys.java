package dev.segmentnovu.queue.redis.script.history;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The names of the keys that hold the history of one source. They belong to the source, not to a
 * shard, and share one hash tag.
 */
public record HistoryKeys(String source) {

  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);

  /** As long as {@code record_activity.lua} keeps them, and the part before. */
  private static final Duration MINUTES_KEPT = Duration.ofHours(25);

  private static final Duration HOURS_KEPT = Duration.ofDays(31);

  String prefix() {
    return "relay:{" + source + "}:";
  }

  /** HASH process → number and time of its latest report. */
  String flushes() {
    return prefix() + "flushes";
  }

  /** HASH fingerprint → failure group. */
  public String issues() {
    return prefix() + "issues";
  }

  /** ZSET fingerprint → ms of the latest failure. */
  String issuesSeen() {
    return prefix() + "issues:seen";
  }

  /** HASH event name → counts and times; the empty name stands for all others. */
  public String unmapped() {
    return prefix() + "unmapped";
  }

  /** ZSET event name → ms of the latest event. */
  String unmappedSeen() {
    return prefix() + "unmapped:seen";
  }

  /** LIST of rejections, newest first. */
  public String rejections() {
    return prefix() + "rejections";
  }

  /** ZSET hash of a user → ms when its rejections were forgotten. */
  String rejectionsForgotten() {
    return prefix() + "rejections:forgotten";
  }

  /** HASH code → rejections. */
  public String rejectionCounts() {
    return prefix() + "rejections:counts";
  }

  /** HASH fingerprint of a credential → ms of its last use. */
  public String credentials() {
    return prefix() + "credentials";
  }

  /** The hashes of the minutes from {@code from} on and before {@code to}, oldest first. */
  public List<String> minutes(Instant from, Instant to) {
    return parts("minutes:", HOUR, from, to);
  }

  /** The hashes of the hours from {@code from} on and before {@code to}, oldest first. */
  public List<String> hours(Instant from, Instant to) {
    return parts("hours:", DAY, from, to);
  }

  private List<String> parts(String name, Duration each, Instant from, Instant to) {
    List<String> keys = new ArrayList<>();
    long last = to.minusMillis(1).toEpochMilli() / each.toMillis();
    for (long part = from.toEpochMilli() / each.toMillis(); part <= last; part++) {
      keys.add(prefix() + name + part);
    }
    return keys;
  }

  /** All keys that there may be at a time, whether they exist or not. */
  public List<String> all(Instant now) {
    List<String> keys =
        new ArrayList<>(
            List.of(
                flushes(),
                issues(),
                issuesSeen(),
                unmapped(),
                unmappedSeen(),
                rejections(),
                rejectionCounts(),
                rejectionsForgotten()));
    // one hash more than is kept: the present one has just begun
    keys.addAll(minutes(now.minus(MINUTES_KEPT), now.plusMillis(1)));
    keys.addAll(hours(now.minus(HOURS_KEPT), now.plusMillis(1)));
    return keys;
  }

  /** When the hash with this name of {@link #minutes} or {@link #hours} begins. */
  public static Instant begin(String key) {
    long number = Long.parseLong(key.substring(key.lastIndexOf(':') + 1));
    Duration each = key.contains("}:minutes:") ? HOUR : DAY;
    return Instant.ofEpochMilli(number * each.toMillis());
  }
}
