package dev.segmentnovu.e2e.console;

import dev.segmentnovu.e2e.fixture.UpProcess;
import dev.segmentnovu.queue.history.DelayBuckets;
import dev.segmentnovu.queue.redis.script.history.HistoryKeys;
import dev.segmentnovu.relay.embedded.RedisControl;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** A history of some hours with waves and one disturbance, in Redis as the relay keeps it. */
final class PastHours {

  private static final int MINUTES = 150;

  /** The disturbance, in minutes before now. */
  private static final int BEGAN = 34;

  private static final int ENDED = 24;

  private PastHours() {}

  /** Writes the minutes before the present one. */
  static void write(UpProcess relay, String source) throws IOException {
    var redis = new RedisControl(relay.redisPort(), relay.redisPassword());
    Instant minute = Instant.now().truncatedTo(ChronoUnit.MINUTES);
    for (int ago = 1; ago <= MINUTES; ago++) {
      minute = minute.minus(Duration.ofMinutes(1));
      String key = new HistoryKeys(source).minutes(minute, minute.plusMillis(1)).get(0);
      long field = Duration.between(HistoryKeys.begin(key), minute).toMinutes();
      var reply = redis.ask("HSET", key, Long.toString(field), counts(ago));
      if (reply.isError()) {
        throw new AssertionError(reply.texts());
      }
    }
  }

  private static String counts(int ago) {
    boolean isDisturbed = ago <= BEGAN && ago > ENDED;
    boolean isRecovering = ago <= ENDED && ago > ENDED - 6;
    long in = Math.round(900 + 320 * Math.sin(ago / 9.0) + 90 * Math.sin(ago * 1.7));
    long retried = isDisturbed ? in / 3 : ago % 3;
    long dead = isDisturbed ? 12 + ago % 5 : ago % 11 == 0 ? 1 : 0;
    long delivered = isDisturbed ? in / 2 : isRecovering ? in + in / 2 : in;
    long waiting =
        isDisturbed ? (BEGAN - ago + 1) * 430L : isRecovering ? (ago - ENDED + 6) * 700L : ago % 7;
    List<String> counts = new ArrayList<>();
    counts.add("re=" + (in + 4));
    counts.add("rj=" + 4);
    counts.add("ac=" + in);
    counts.add("sk=" + in / 40);
    counts.add("un=" + in / 60);
    counts.add("rt=" + retried);
    counts.add("dd=" + dead);
    counts.add("de=" + delivered);
    counts.add("Ld=" + waiting);
    counts.add("Mo=" + (isDisturbed || isRecovering ? waiting * 20 : 40 + ago % 50));
    counts.add("Mb=" + Math.min(1000, in * 6 / 10));
    Duration usual = Duration.ofMillis((isDisturbed ? 2_400 : 45) + ago % 20);
    counts.add("h" + DelayBuckets.of(usual) + "=" + delivered * 9 / 10);
    counts.add("h" + DelayBuckets.of(usual.multipliedBy(3)) + "=" + delivered / 12);
    counts.add("h" + DelayBuckets.of(usual.multipliedBy(8)) + "=" + delivered / 60);
    return String.join(" ", counts);
  }
}
