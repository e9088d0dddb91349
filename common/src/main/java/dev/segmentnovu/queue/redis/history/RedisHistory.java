package dev.segmentnovu.queue.redis.history;

import dev.segmentnovu.queue.admin.history.ActivityHistory;
import dev.segmentnovu.queue.admin.history.HistoryPoint;
import dev.segmentnovu.queue.admin.history.UnmappedEvent;
import dev.segmentnovu.queue.history.ActivityReport;
import dev.segmentnovu.queue.history.ActivityStore;
import dev.segmentnovu.queue.history.QueueGauge;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.script.history.ActivityText;
import dev.segmentnovu.queue.redis.script.history.HistoryKeys;
import dev.segmentnovu.queue.redis.script.history.HistoryScripts;
import dev.segmentnovu.queue.redis.script.history.RecordScript;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** The counts over time in Redis. */
public final class RedisHistory implements ActivityStore, ActivityHistory {

  private final RecordScript record;
  private final HistoryScripts scripts;

  /** The history on {@code redis}. */
  public RedisHistory(RedisConnection redis) {
    record = new RecordScript(redis);
    scripts = new HistoryScripts(redis);
  }

  @Override
  public CompletionStage<Void> add(
      String source, String process, long number, ActivityReport report) {
    return record.run(new HistoryKeys(source), process, number, report).thenAccept(added -> {});
  }

  @Override
  public CompletionStage<List<HistoryPoint>> points(
      String source, Resolution resolution, Instant from, Instant to) {
    var keys = new HistoryKeys(source);
    boolean minutes = resolution == Resolution.MINUTES;
    Duration each = minutes ? Duration.ofMinutes(1) : Duration.ofHours(1);
    return scripts
        .hashes(minutes ? keys.minutes(from, to) : keys.hours(from, to))
        .thenApply(hashes -> points(hashes, each, from, to));
  }

  private static List<HistoryPoint> points(
      Map<String, Map<String, String>> hashes, Duration each, Instant from, Instant to) {
    List<HistoryPoint> points = new ArrayList<>();
    hashes.forEach(
        (key, fields) ->
            fields.forEach(
                (field, text) -> {
                  if (field.matches("[0-9]{1,2}")) {
                    Instant at =
                        HistoryKeys.begin(key).plus(each.multipliedBy(Integer.parseInt(field)));
                    if (!at.isBefore(from) && !at.plus(each).isAfter(to)) {
                      points.add(point(at, ActivityText.parse(text)));
                    }
                  }
                }));
    points.sort(Comparator.comparing(HistoryPoint::at));
    return points;
  }

  private static HistoryPoint point(Instant at, ActivityText text) {
    QueueGauge gauge = text.gauge();
    return new HistoryPoint(
        at,
        text.counts(),
        text.delays(),
        gauge == null ? null : (Long) gauge.depth(),
        gauge == null ? null : gauge.oldestDue(),
        gauge == null ? null : gauge.budgetUsed());
  }

  @Override
  public CompletionStage<Map<String, Instant>> credentials(String source) {
    var keys = new HistoryKeys(source);
    return scripts
        .hashes(List.of(keys.credentials()))
        .thenApply(
            hashes -> {
              Map<String, Instant> uses = new HashMap<>();
              hashes
                  .getOrDefault(keys.credentials(), Map.of())
                  .forEach(
                      (fingerprint, ms) -> {
                        if (ms.matches("[0-9]{1,15}")) {
                          uses.put(fingerprint, Instant.ofEpochMilli(Long.parseLong(ms)));
                        }
                      });
              return uses;
            });
  }

  @Override
  public CompletionStage<List<UnmappedEvent>> unmapped(String source) {
    var keys = new HistoryKeys(source);
    return scripts
        .hashes(List.of(keys.unmapped()))
        .thenApply(
            hashes -> {
              List<UnmappedEvent> events = new ArrayList<>();
              hashes
                  .getOrDefault(keys.unmapped(), Map.of())
                  .forEach((name, text) -> addUnmapped(events, source, name, text));
              events.sort(Comparator.comparing(UnmappedEvent::count).reversed());
              return events;
            });
  }

  private static void addUnmapped(
      List<UnmappedEvent> events, String source, String name, String text) {
    if (!text.matches("[0-9]{1,18}( [0-9]{1,18}){3}")) {
      return; // another program wrote it
    }
    String[] numbers = text.split(" ", -1);
    events.add(
        new UnmappedEvent(
            source,
            name,
            Long.parseLong(numbers[0]),
            Long.parseLong(numbers[1]),
            Instant.ofEpochMilli(Long.parseLong(numbers[2])),
            Instant.ofEpochMilli(Long.parseLong(numbers[3]))));
  }
}
