package dev.segmentnovu.queue.redis.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.queue.admin.history.ActivityHistory.Resolution;
import dev.segmentnovu.queue.admin.history.HistoryPoint;
import dev.segmentnovu.queue.admin.history.UnmappedEvent;
import dev.segmentnovu.queue.history.ActivityCount;
import dev.segmentnovu.queue.history.ActivityReport;
import dev.segmentnovu.queue.history.DelayBuckets;
import dev.segmentnovu.queue.history.DelayHistogram;
import dev.segmentnovu.queue.history.QueueGauge;
import dev.segmentnovu.queue.history.UnmappedTally;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.redisson.client.codec.StringCodec;

/** Counts over time and unmapped events, in a real Redis whose clock the test steps. */
final class RedisHistoryTest extends HistoryFixture {

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration DAY = Duration.ofDays(1);

  /** What the documentation states. */
  private static final long BYTES_PER_SOURCE = 3_000_000;

  @Test
  void the_reports_of_all_processes_add_up_in_one_minute() {
    send("a", 1, counts(ActivityCount.RECEIVED, 3));
    send("b", 1, counts(ActivityCount.RECEIVED, 4));
    send("a", 2, counts(ActivityCount.DELIVERED, 2, 10, 10, 30));

    assertThat(minutes()).hasSize(1);
    HistoryPoint point = minutes().get(0);
    assertThat(point.at()).isEqualTo(MINUTE_OF_NOW);
    assertThat(point.count(ActivityCount.RECEIVED)).isEqualTo(7);
    assertThat(point.count(ActivityCount.DELIVERED)).isEqualTo(2);
    assertThat(point.delays().percentile(0.5)).hasValue(DelayBuckets.middle(10));
    assertThat(point.delays().percentile(1)).hasValue(DelayBuckets.middle(30));
  }

  @Test
  void a_report_that_is_sent_twice_counts_once() {
    send("a", 1, counts(ActivityCount.RECEIVED, 3));
    send("a", 1, counts(ActivityCount.RECEIVED, 3));
    send("b", 1, counts(ActivityCount.RECEIVED, 1));
    send("a", 2, counts(ActivityCount.RECEIVED, 10));
    send("a", 1, counts(ActivityCount.RECEIVED, 3));

    assertThat(minutes().get(0).count(ActivityCount.RECEIVED)).isEqualTo(14);
  }

  @Test
  void the_depth_is_the_latest_and_the_wait_is_the_longest_of_all_processes() {
    send("a", 1, gauge(5, Duration.ofSeconds(9)));
    send("b", 1, gauge(7, Duration.ofSeconds(2)));

    assertThat(minutes().get(0).depth()).isEqualTo(7);
    assertThat(minutes().get(0).oldestDue()).isEqualTo(Duration.ofSeconds(9));
  }

  @Test
  void of_several_processes_the_greatest_use_of_the_budget_stays() {
    send("a", 1, gauge(new QueueGauge(5, Duration.ZERO, 0.4)));
    send("b", 1, gauge(new QueueGauge(5, Duration.ZERO, 0.1234)));
    send("c", 1, gauge(new QueueGauge(5, Duration.ZERO, null)));

    assertThat(minutes().get(0).budgetUsed()).isEqualTo(0.4);
  }

  @Test
  void a_history_without_a_budget_has_no_use_of_it() {
    send("a", 1, gauge(5, Duration.ZERO));

    assertThat(minutes().get(0).budgetUsed()).isNull();
  }

  @Test
  void of_several_processes_the_latest_use_of_a_credential_stays() {
    long now = NOW.toEpochMilli();
    send("a", 1, uses(Map.of("k1", now - 9_000, "k2", now - 8_000)));
    send("b", 1, uses(Map.of("k1", now - 10_000, "k2", now - 7_000, "k3", now + 60_000)));

    assertThat(get(history.credentials(source)))
        .as("no use is in the future")
        .isEqualTo(Map.of("k1", NOW.minusSeconds(9), "k2", NOW.minusSeconds(7), "k3", NOW));
    assertThat(minutes()).as("a use alone counts nothing").isEmpty();
  }

  @Test
  void the_credentials_that_were_used_latest_are_known() {
    for (int report = 1; report <= 6; report++) {
      Map<String, Long> uses = new HashMap<>();
      for (int i = 0; i < 100; i++) {
        uses.put("k" + report + "-" + i, NOW.toEpochMilli() - 100_000 + report * 1_000L);
      }
      send("a", report, uses(uses));
    }

    assertThat(get(history.credentials(source)).keySet())
        .hasSize(400)
        .allMatch(key -> key.compareTo("k3") > 0);
  }

  @Test
  void a_minute_and_its_hour_have_the_same_counts() {
    send("a", 1, counts(ActivityCount.RECEIVED, 1));
    pass(MINUTE);
    send("a", 2, counts(ActivityCount.RECEIVED, 2));
    pass(Duration.ofHours(1));
    send("a", 3, counts(ActivityCount.RECEIVED, 4));

    assertThat(minutes())
        .extracting(HistoryPoint::at)
        .containsExactly(
            MINUTE_OF_NOW, MINUTE_OF_NOW.plus(MINUTE), MINUTE_OF_NOW.plus(MINUTE.plusHours(1)));
    assertThat(points(Resolution.HOURS))
        .extracting(each -> each.count(ActivityCount.RECEIVED))
        .containsExactly(3L, 4L);
  }

  @Test
  void a_query_has_the_points_from_its_begin_on_and_before_its_end() {
    for (int i = 1; i <= 4; i++) {
      send("a", i, counts(ActivityCount.RECEIVED, i));
      pass(MINUTE);
    }

    List<HistoryPoint> points =
        get(
            history.points(
                source,
                Resolution.MINUTES,
                MINUTE_OF_NOW.plus(MINUTE),
                MINUTE_OF_NOW.plus(MINUTE.multipliedBy(3))));

    assertThat(points)
        .extracting(each -> each.count(ActivityCount.RECEIVED))
        .containsExactly(2L, 3L);
  }

  @Test
  void minutes_live_for_a_day_and_hours_for_thirty() {
    send("a", 1, counts(ActivityCount.RECEIVED, 1));

    // the clock of the test is not that of the server, so the time of the expiry is compared
    assertThat(expiresAt("minutes:" + HOUR_NUMBER))
        .isEqualTo((HOUR_NUMBER + 1) * 3_600_000 + DAY.toMillis());
    assertThat(expiresAt("hours:" + HOUR_NUMBER / 24))
        .isEqualTo((HOUR_NUMBER / 24 + 1) * 86_400_000 + 30 * DAY.toMillis());
    assertThat(timeToLive("flushes")).isBetween(1L, DAY.toMillis());
  }

  @Test
  void the_numbers_of_the_processes_that_reported_latest_are_known() {
    for (int i = 0; i <= 256; i++) {
      redis.clock(NOW.toEpochMilli() + i);
      send("p" + i, 1, counts(ActivityCount.RECEIVED, 1));
    }
    assertThat(redis.client().getMap(prefix + "flushes").size()).isEqualTo(256);

    for (int i = 1; i <= 256; i++) {
      send("p" + i, 1, counts(ActivityCount.RECEIVED, 1));
    }

    assertThat(minutes().get(0).count(ActivityCount.RECEIVED)).isEqualTo(257);
  }

  @Test
  void counts_that_a_newer_version_wrote_stay() {
    send("a", 1, counts(ActivityCount.RECEIVED, 1));
    String key = prefix + "minutes:" + HOUR_NUMBER;
    Map<String, String> minutes = redis.client().getMap(key, StringCodec.INSTANCE);
    minutes.replaceAll((minute, text) -> text + " zz=5 h99=1 broken");

    send("a", 2, counts(ActivityCount.RECEIVED, 1));

    assertThat(minutes().get(0).count(ActivityCount.RECEIVED)).isEqualTo(2);
    assertThat(minutes.values()).first().asString().contains("zz=5");
  }

  @Test
  void a_key_of_another_type_is_replaced() {
    for (String key : List.of("flushes", "unmapped", "credentials", "minutes:" + HOUR_NUMBER)) {
      redis.client().getBucket(prefix + key).set("x");
    }
    assertThat(minutes()).isEmpty();
    assertThat(get(history.unmapped(source))).isEmpty();

    send("a", 1, names(new UnmappedTally("E", 1, 0, NOW, NOW)));
    send("a", 2, counts(ActivityCount.RECEIVED, 1));

    assertThat(minutes().get(0).count(ActivityCount.RECEIVED)).isEqualTo(1);
    assertThat(get(history.unmapped(source))).hasSize(1);
  }

  @Test
  void unmapped_events_add_up_by_name() {
    send("a", 1, names(new UnmappedTally("E", 2, 1, NOW.minusSeconds(9), NOW.minusSeconds(8))));
    send("b", 1, names(new UnmappedTally("E", 3, 0, NOW.minusSeconds(7), NOW.minusSeconds(1))));
    send("b", 2, names(new UnmappedTally("Grüße \"x\"", 9, 9, NOW, NOW)));

    assertThat(get(history.unmapped(source)))
        .containsExactly(
            new UnmappedEvent(source, "Grüße \"x\"", 9, 9, NOW, NOW),
            new UnmappedEvent(source, "E", 5, 1, NOW.minusSeconds(9), NOW.minusSeconds(1)));
  }

  @Test
  void names_beyond_the_first_thousand_count_together() {
    for (int report = 0; report < 6; report++) {
      var names = new ArrayList<UnmappedTally>();
      for (int i = 0; i < 200; i++) {
        names.add(new UnmappedTally("E" + (report * 200 + i), 1, 0, NOW, NOW));
      }
      send("a", report + 1, names(names.toArray(UnmappedTally[]::new)));
    }

    List<UnmappedEvent> events = get(history.unmapped(source));

    assertThat(events).hasSize(1_001);
    assertThat(events.get(0).name()).isEmpty();
    assertThat(events.get(0).count()).isEqualTo(200);
    send("a", 7, names(new UnmappedTally("E5", 1, 0, NOW, NOW)));
    assertThat(get(history.unmapped(source)))
        .filteredOn(each -> each.name().equals("E5"))
        .extracting(UnmappedEvent::count)
        .containsExactly(2L);
  }

  @Test
  void a_name_that_was_not_seen_for_thirty_days_is_forgotten() {
    send("a", 1, names(new UnmappedTally("Old", 1, 0, NOW, NOW)));
    pass(Duration.ofDays(30));
    Instant later = NOW.plus(Duration.ofDays(30));
    send("a", 2, names(new UnmappedTally("New", 1, 0, later, later)));

    assertThat(get(history.unmapped(source)))
        .extracting(UnmappedEvent::name)
        .containsExactly("New");
  }

  @Test
  void a_full_history_takes_no_more_memory_than_stated() {
    var all = new EnumMap<ActivityCount, Long>(ActivityCount.class);
    for (ActivityCount each : ActivityCount.values()) {
      all.put(each, 1_000_000L);
    }
    var delays = new DelayHistogram();
    for (int bucket = 0; bucket < DelayBuckets.COUNT; bucket++) {
      delays.add(bucket, 100_000);
    }
    var gauge = new QueueGauge(10_000_000, DAY);
    var report = new ActivityReport(all, delays, gauge, List.of(), List.of(), List.of(), Map.of());
    // a minute of each hour: the others of the hour are as large
    for (int hour = 0; hour < 25; hour++) {
      send("a", hour + 1, report);
      pass(Duration.ofHours(1));
    }
    String key = prefix + "minutes:" + HOUR_NUMBER;
    Map<String, String> minutes = redis.client().getMap(key, StringCodec.INSTANCE);
    String text = minutes.values().iterator().next();
    for (int minute = 0; minute < 60; minute++) {
      minutes.put("" + minute, text);
    }
    Map<String, String> hours =
        redis.client().getMap(prefix + "hours:" + HOUR_NUMBER / 24, StringCodec.INSTANCE);
    for (int hour = 0; hour < 24; hour++) {
      hours.put("" + hour, text);
    }

    long bytes = 25 * memory("minutes:" + HOUR_NUMBER) + 31 * memory("hours:" + HOUR_NUMBER / 24);

    assertThat(bytes).isBetween(BYTES_PER_SOURCE / 4, BYTES_PER_SOURCE);
  }

  private List<HistoryPoint> minutes() {
    return points(Resolution.MINUTES);
  }

  private List<HistoryPoint> points(Resolution resolution) {
    return get(history.points(source, resolution, NOW.minus(DAY), NOW.plus(DAY)));
  }

  private static ActivityReport names(UnmappedTally... names) {
    return new ActivityReport(
        Map.of(), new DelayHistogram(), null, List.of(), List.of(names), List.of(), Map.of());
  }

  private static ActivityReport uses(Map<String, Long> uses) {
    return new ActivityReport(
        Map.of(), new DelayHistogram(), null, List.of(), List.of(), List.of(), Map.of(), uses);
  }

  private static ActivityReport gauge(long depth, Duration oldest) {
    return gauge(new QueueGauge(depth, oldest));
  }

  private static ActivityReport gauge(QueueGauge gauge) {
    return new ActivityReport(
        Map.of(), new DelayHistogram(), gauge, List.of(), List.of(), List.of(), Map.of());
  }

  private static ActivityReport counts(ActivityCount what, long number, int... buckets) {
    var delays = new DelayHistogram();
    for (int bucket : buckets) {
      delays.add(bucket, 1);
    }
    return new ActivityReport(
        Map.of(what, number), delays, null, List.of(), List.of(), List.of(), Map.of());
  }
}
