package dev.segmentnovu.queue.redis.history;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.segmentnovu.queue.history.ActivityReport;
import dev.segmentnovu.queue.redis.SteppedRedis;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.redisson.api.RScript;
import org.redisson.client.codec.StringCodec;

/** The history of a source of its own, in a real Redis whose clock the test steps. */
abstract class HistoryFixture {

  /** In the future, because the server expires keys by its own clock. */
  static final long HOUR_NUMBER = 900_000;

  static final Instant MINUTE_OF_NOW =
      Instant.ofEpochSecond(HOUR_NUMBER * 3_600).plus(Duration.ofMinutes(7));
  static final Instant NOW = MINUTE_OF_NOW.plusSeconds(30);

  final String source = "h" + UUID.randomUUID().toString().replace("-", "");
  final String prefix = "relay:{" + source + "}:";
  final SteppedRedis redis = new SteppedRedis("relay:test:clock:" + source);
  final RedisHistory history = new RedisHistory(redis);
  private Instant now = NOW;

  @BeforeEach
  void begin() {
    redis.clock(NOW.toEpochMilli());
  }

  @AfterEach
  void end() {
    redis.client().getKeys().deleteByPattern("relay:{" + source + "*");
    redis.close();
  }

  void pass(Duration time) {
    now = now.plus(time);
    redis.clock(now.toEpochMilli());
  }

  void send(String process, long number, ActivityReport report) {
    get(history.add(source, process, number, report));
  }

  long timeToLive(String key) {
    return redis.client().getKeys().remainTimeToLive(prefix + key);
  }

  long expiresAt(String key) {
    return redis.client().getBucket(prefix + key, StringCodec.INSTANCE).getExpireTime();
  }

  long memory(String key) {
    return redis
        .client()
        .getScript(StringCodec.INSTANCE)
        .<Long>eval(
            RScript.Mode.READ_ONLY,
            "return redis.call('MEMORY', 'USAGE', ARGV[1], 'SAMPLES', 0)",
            RScript.ReturnType.LONG,
            List.of(),
            prefix + key);
  }

  static <T extends @Nullable Object> T get(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(20, SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
