package dev.segmentnovu.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads where the queue lives, and what an accepted event waits for there. */
final class RedisVariables {

  private final Variables variables;
  private final List<ConfigError> errors;

  /** Reads from {@code variables} and adds mistakes to {@code errors}. */
  RedisVariables(Variables variables, List<ConfigError> errors) {
    this.variables = variables;
    this.errors = errors;
  }

  /** Null where no Redis is named, or not rightly. */
  RelayConfig.@Nullable Redis read() {
    RelayConfig.Durability durability = durability();
    String text = variables.get("REDIS_URL");
    if (text == null) {
      requireNothingOfOwnRedis(durability);
      return null;
    }
    try {
      return new RelayConfig.Redis(RedisAddress.parse(text), durability);
    } catch (IllegalArgumentException e) {
      errors.add(new ConfigError("REDIS_URL", String.valueOf(e.getMessage())));
      return null;
    }
  }

  private void requireNothingOfOwnRedis(RelayConfig.Durability durability) {
    if (durability.replicas() > 0) {
      errors.add(
          new ConfigError(
              "RELAY_DURABILITY_REPLICAS",
              "needs a Redis that has replicas: set REDIS_URL; the Redis of relay up has none"));
    }
    if (durability.fsync()) {
      errors.add(
          new ConfigError(
              "RELAY_DURABILITY_FSYNC",
              "needs Redis 7.2 or newer: set REDIS_URL; the Redis of relay up is older"));
    }
  }

  private RelayConfig.Durability durability() {
    var defaults = RelayConfig.Durability.DEFAULT;
    Duration longest = RelayConfig.Durability.LONGEST;
    boolean fsync = variables.flag("RELAY_DURABILITY_FSYNC", defaults.fsync());
    Duration timeout =
        variables.duration(
            "RELAY_DURABILITY_TIMEOUT",
            fsync ? RelayConfig.Durability.FSYNC_TIMEOUT : defaults.timeout());
    if (timeout.compareTo(longest) > 0) {
      errors.add(
          new ConfigError(
              "RELAY_DURABILITY_TIMEOUT",
              "must not be longer than "
                  + Durations.format(longest)
                  + ": Segment gives a webhook 5s in all"));
    }
    return new RelayConfig.Durability(
        variables.whole("RELAY_DURABILITY_REPLICAS", defaults.replicas(), 0, 16), fsync, timeout);
  }
}
