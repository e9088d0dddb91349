package dev.segmentnovu.queue.redis.client;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a Redis server that matter to the relay, and its memory.
 *
 * @param role {@code master} or {@code slave}, as the server calls itself; empty if it does not
 *     report it
 * @param version as the server reports it, such as {@code 7.2.4}; empty if it does not
 * @param evictionPolicy its {@code maxmemory-policy}; empty if it does not report it
 * @param appendOnly whether it writes an append-only file
 * @param diskIsBehind whether its append-only file waits for the disk, or could not be written
 * @param usedBytes memory in use
 * @param maxBytes its {@code maxmemory}; 0 for no limit
 */
public record RedisState(
    String role,
    String version,
    String evictionPolicy,
    boolean appendOnly,
    boolean diskIsBehind,
    long usedBytes,
    long maxBytes) {

  /** The policy under which Redis never drops a key by itself. */
  public static final String NO_EVICTION = "noeviction";

  private static final Pattern VERSION = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})\\..*");

  /** Reads the text of {@code INFO}: lines of {@code name:value}. */
  public static RedisState parse(String info) {
    Map<String, String> values =
        info.lines()
            .map(line -> line.split(":", 2))
            .filter(pair -> pair.length == 2)
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1].strip(), (a, b) -> a));
    return new RedisState(
        values.getOrDefault("role", ""),
        values.getOrDefault("redis_version", ""),
        values.getOrDefault("maxmemory_policy", ""),
        values.getOrDefault("aof_enabled", "0").equals("1"),
        number(values.get("aof_pending_bio_fsync")) > 0
            || !values.getOrDefault("aof_last_write_status", "ok").equals("ok"),
        number(values.get("used_memory")),
        number(values.get("maxmemory")));
  }

  private static long number(@Nullable String text) {
    return text == null || !text.matches("\\d{1,18}") ? 0 : Long.parseLong(text);
  }

  /** Whether it might drop events when memory is short. */
  public boolean mayEvict() {
    return !evictionPolicy.isEmpty() && !evictionPolicy.equals(NO_EVICTION);
  }

  /** Whether it runs the relay's scripts; their flags came with 7.0. */
  public boolean runsScripts() {
    return isAtLeast(7, 0);
  }

  /** Whether it has {@code WAITAOF}, which came with 7.2. */
  public boolean canReportDisk() {
    return isAtLeast(7, 2);
  }

  /** True for a server without a readable version: it may be new enough. */
  private boolean isAtLeast(int major, int minor) {
    Matcher parts = VERSION.matcher(version);
    if (!parts.matches()) {
      return true;
    }
    int itsMajor = Integer.parseInt(parts.group(1));
    return itsMajor > major || (itsMajor == major && Integer.parseInt(parts.group(2)) >= minor);
  }

  /** The used part of its memory, from 0 to 1; 0 where there is no limit. */
  public double fullness() {
    return maxBytes == 0 ? 0 : (double) usedBytes / maxBytes;
  }
}
