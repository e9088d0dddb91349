package dev.segmentnovu.config.setting;

import static dev.segmentnovu.config.setting.form.ValueTypes.FLAG;
import static dev.segmentnovu.config.setting.form.ValueTypes.REDIS_ADDRESS;
import static dev.segmentnovu.config.setting.form.ValueTypes.SECRET;
import static dev.segmentnovu.config.setting.form.ValueTypes.TEXT;

import dev.segmentnovu.config.RedisAddress;
import dev.segmentnovu.config.RedisAddress.Kind;
import dev.segmentnovu.config.RedisAddress.Login;
import dev.segmentnovu.config.RelayConfig.Durability;
import dev.segmentnovu.config.RelayConfig.Redis;
import dev.segmentnovu.config.Secret;
import dev.segmentnovu.config.setting.form.Section;
import dev.segmentnovu.config.setting.form.Setting;
import dev.segmentnovu.config.setting.form.SettingValues;
import dev.segmentnovu.config.setting.form.ValueTypes;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The settings of {@code redis}. */
public final class RedisSettings {

  static final Section REDIS = Section.top("redis", "Where the queue is stored");

  /**
   * Redis's own timeout and this one must end within the 5 s that Segment gives a webhook, and so
   * must twice this one: an event may wait for the events ahead of it.
   */
  private static final Duration LONGEST = Duration.ofSeconds(2);

  /**
   * With {@code appendfsync everysec} a disk has an event up to a second later, and a replica
   * reports its disk once a second.
   */
  private static final Duration FSYNC_TIMEOUT = LONGEST;

  public static final Setting<Optional<RedisAddress>> URL =
      REDIS
          .setting("url", REDIS_ADDRESS)
          .variable("REDIS_URL")
          .describe(
              "The address of Redis: redis://, redis+sentinel:// or redis+cluster://, or these with"
                  + " rediss for TLS. Empty: relay up starts its own Redis")
          .link("#redis_url")
          .orEmpty();

  private static final Section SENTINEL =
      REDIS.section(
          "sentinel",
          "How the relay logs in to Sentinels; empty: with Redis's password, if they ask");

  public static final Setting<Optional<Secret>> SENTINEL_PASSWORD =
      SENTINEL
          .setting("password", SECRET)
          .variable("REDIS_SENTINEL_PASSWORD")
          .describe("The password of the Sentinels, if it is not that of Redis")
          .link("#redis_url")
          .orEmpty();

  public static final Setting<Optional<String>> SENTINEL_USER =
      SENTINEL
          .setting("user", TEXT)
          .variable("REDIS_SENTINEL_USER")
          .describe("Its user, if the Sentinels have an ACL")
          .link("#redis_url")
          .orEmpty();

  private static final Section DURABILITY =
      REDIS.section(
          "durability", "What ingest waits for, beyond Redis's own reply, before it answers 200");

  public static final Setting<Integer> REPLICAS =
      DURABILITY
          .setting("replicas", ValueTypes.whole(0, 16))
          .variable("RELAY_DURABILITY_REPLICAS")
          .describe("How many replicas must have the event")
          .orElse("0");

  public static final Setting<Boolean> FSYNC =
      DURABILITY
          .setting("fsync", FLAG)
          .variable("RELAY_DURABILITY_FSYNC")
          .describe(
              "true: the primary and these replicas must have the event on disk. It needs Redis 7.2"
                  + " or newer with appendonly yes")
          .orElse("false");

  public static final Setting<Optional<Duration>> TIMEOUT =
      DURABILITY
          .setting("timeout", ValueTypes.durationUpTo(LONGEST, "Segment gives a webhook 5s in all"))
          .variable("RELAY_DURABILITY_TIMEOUT")
          .describe("How long ingest waits for all this; then it answers 503 with Retry-After")
          .showDefault("500ms, with fsync 2s")
          .orEmpty();

  private RedisSettings() {}

  /** The Redis that is set; null for none. */
  public static @Nullable Redis redis(SettingValues values) {
    boolean fsync = values.get(FSYNC);
    var durability =
        new Durability(
            values.get(REPLICAS),
            fsync,
            values.get(TIMEOUT).orElse(fsync ? FSYNC_TIMEOUT : Durability.NONE.timeout()));
    Optional<RedisAddress> address = values.get(URL);
    Optional<Login> sentinels = sentinelLogin(values, address);
    if (address.isEmpty()) {
      requireNoWait(values, durability);
      return null;
    }
    return new Redis(
        sentinels.map(address.get()::withSentinelLogin).orElse(address.get()), durability);
  }

  private static Optional<Login> sentinelLogin(
      SettingValues values, Optional<RedisAddress> address) {
    Optional<String> user = values.get(SENTINEL_USER);
    Optional<Secret> password = values.get(SENTINEL_PASSWORD);
    if (user.isPresent() && password.isEmpty()) {
      values.error(
          SENTINEL_USER, "needs its password: set " + values.label(SENTINEL_PASSWORD) + " too");
    }
    if (password.isPresent() && address.filter(each -> each.kind() == Kind.SENTINEL).isEmpty()) {
      values.error(
          SENTINEL_PASSWORD,
          "needs Sentinels: write redis+sentinel:// in "
              + values.label(URL)
              + ", or remove the login");
    }
    return password.map(secret -> new Login(user.orElse(null), secret));
  }

  private static void requireNoWait(SettingValues values, Durability durability) {
    if (durability.replicas() > 0) {
      values.error(
          REPLICAS,
          "needs a Redis that has replicas: set "
              + values.label(URL)
              + "; the Redis of relay up has none");
    }
    if (durability.fsync()) {
      values.error(
          FSYNC,
          "needs Redis 7.2 or newer: set "
              + values.label(URL)
              + "; the Redis of relay up is older");
    }
  }
}
