package dev.segmentnovu.queue.redis.client;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a Redis server is set up, and how full it is.
 *
 * @param version as it names itself, such as {@code 7.2.4}; empty if it does not tell
 * @param evictionPolicy its {@code maxmemory-policy}; empty if it does not tell
 * @param appendOnly whether it keeps an append-only file
 * @param usedBytes memory in use
 * @param maxBytes its {@code maxmemory}; 0 for no limit
 */
public record RedisState(
    String version, String evictionPolicy, boolean appendOnly, long usedBytes, long maxBytes) {

  /** The policy under which Redis never drops a key by itself. */
  public static final String NO_EVICTION = "noeviction";

  private static final Pattern VERSION = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})\\..*");

  /** Reads what {@code INFO} says, lines of {@code name:value}. */
  public static RedisState parse(String info) {
    Map<String, String> values =
        info.lines()
            .map(line -> line.split(":", 2))
            .filter(pair -> pair.length == 2)
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1].strip(), (a, b) -> a));
    return new RedisState(
        values.getOrDefault("redis_version", ""),
        values.getOrDefault("maxmemory_policy", ""),
        values.getOrDefault("aof_enabled", "0").equals("1"),
        number(values.get("used_memory")),
        number(values.get("maxmemory")));
  }

  private static long number(@Nullable String text) {
    return text == null || !text.matches("\\d{1,18}") ? 0 : Long.parseLong(text);
  }

  /** Whether it might drop events, with memory short. */
  public boolean mayEvict() {
    return !evictionPolicy.isEmpty() && !evictionPolicy.equals(NO_EVICTION);
  }

  /** Whether it runs the relay's scripts, whose flags came with 7.0. */
  public boolean runsScripts() {
    return isAtLeast(7, 0);
  }

  /** Whether it knows {@code WAITAOF}, which came with 7.2. */
  public boolean tellsOfItsDisk() {
    return isAtLeast(7, 2);
  }

  /** One that does not tell its version, or not as a version, may be new enough. */
  private boolean isAtLeast(int major, int minor) {
    Matcher parts = VERSION.matcher(version);
    if (!parts.matches()) {
      return true;
    }
    int itsMajor = Integer.parseInt(parts.group(1));
    return itsMajor > major || (itsMajor == major && Integer.parseInt(parts.group(2)) >= minor);
  }

  /** Memory in use as a part of what it may use; 0 where there is no limit. */
  public double fullness() {
    return maxBytes == 0 ? 0 : (double) usedBytes / maxBytes;
  }
}
