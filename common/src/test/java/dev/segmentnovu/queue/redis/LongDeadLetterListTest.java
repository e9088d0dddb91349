package dev.segmentnovu.queue.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.admin.DeadLetters;
import dev.segmentnovu.queue.admin.DeadLetters.Filter;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.script.DeadLetterCodec;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import dev.segmentnovu.queue.redis.script.scan.DeadLetterPlace;
import dev.segmentnovu.queue.redis.script.scan.ScanScript;
import dev.segmentnovu.queue.redis.script.scan.ScanScript.Lists;
import dev.segmentnovu.queue.redis.script.scan.ScanScript.Order;
import dev.segmentnovu.queue.redis.script.scan.ScanScript.Range;
import dev.segmentnovu.queue.redis.script.scan.ScanScript.Wanted;
import dev.segmentnovu.testing.DeadLetterBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Searches of more dead letters than one call examines. */
final class LongDeadLetterListTest extends RedisQueueFixture {

  private static final Comparator<DeadLetter> NEWEST_FIRST =
      Comparator.comparing(DeadLetter::deadAt).thenComparing(DeadLetter::id).reversed();

  private final Instant base = Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(60);

  @Test
  void a_long_list_is_searched_in_parts_and_its_pages_leave_nothing_out() {
    var queue = queue();
    List<String> wanted = buryMany(1_700);
    Filter filter = new Filter(null, null, null, "third", null, null);

    assertThat(pages(queue, filter, 150, wanted.size())).containsExactlyElementsOf(wanted);
    Filter late = filter.within(base.plusMillis(1), base.plusMillis(3));
    assertThat(pages(queue, late, 1_000, 226))
        .containsExactlyElementsOf(
            wanted.stream().filter(id -> millisOf(id) == 1 || millisOf(id) == 2).toList());
  }

  /**
   * Dead letters of five times, whose order within a time is that of their ids.
   *
   * @return the ids of each third one, the newest first
   */
  private List<String> buryMany(int count) {
    QueueKeys keys = QueueKeys.of(source, 0, 1);
    Map<String, String> texts = new HashMap<>();
    Map<String, Double> times = new HashMap<>();
    List<DeadLetter> thirds = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      DeadLetter letter =
          DeadLetterBuilder.of(source + ".0.x" + i, source, "u")
              .event(i % 3 == 0 ? "third" : "other")
              .deadAt(base.plusMillis(millisOf(source + ".0.x" + i)))
              .build();
      texts.put(letter.id(), new String(DeadLetterCodec.encode(letter), UTF_8));
      times.put(letter.id(), (double) letter.deadAt().toEpochMilli());
      if (i % 3 == 0) {
        thirds.add(letter);
      }
    }
    var client = TestRedis.client();
    client.<String, String>getMap(keys.deadTexts()).putAll(texts);
    client.<String>getScoredSortedSet(keys.dead()).addAll(times);
    client.shutdown();
    return thirds.stream().sorted(NEWEST_FIRST).map(DeadLetter::id).toList();
  }

  private static int millisOf(String id) {
    return Integer.parseInt(id.substring(id.indexOf('x') + 1)) % 5;
  }

  @Test
  void a_list_is_divided_into_parts_that_one_call_examines() {
    buryMany(1_700);
    Filter all = new Filter(null, null, null, null, null, null);
    try (var redis = new RedisConnection(TestRedis.redis())) {
      List<Range> parts =
          get(new ScanScript(redis).divide(QueueKeys.of(source, 0, 1), Lists.FAILED, all, null));

      assertThat(parts).hasSize(5);
      assertThat(parts.get(0).after()).isNull();
      assertThat(parts.get(4).to()).isNull();
    }
  }

  @Test
  void the_ends_of_a_range_need_not_exist() {
    buryMany(20);
    try (var redis = new RedisConnection(TestRedis.redis())) {
      var after = new DeadLetterPlace(base.toEpochMilli() + 3, source + ".0.x20");
      var to = new DeadLetterPlace(base.toEpochMilli() + 2, source + ".0.x162");

      var part =
          get(
              new ScanScript(redis)
                  .read(
                      QueueKeys.of(source, 0, 1),
                      Lists.FAILED,
                      new Filter(null, null, null, null, null, null),
                      Order.NEWEST_FIRST,
                      new Range(after, to),
                      new Wanted(100, false, false)));

      assertThat(part.found())
          .extracting(found -> found.place().id().substring(source.length()))
          .containsExactly(".0.x18", ".0.x13", ".0.x7", ".0.x2", ".0.x17");
      assertThat(part.next()).isNull();
    }
  }

  private List<String> pages(RedisEventQueue queue, Filter filter, int limit, long total) {
    List<String> ids = new ArrayList<>();
    String cursor = null;
    do {
      DeadLetters.Page page = get(queue.deadLetters(List.of(source)).list(filter, cursor, limit));
      assertThat(page.total()).isEqualTo(total);
      page.items().forEach(each -> ids.add(each.id()));
      cursor = page.next();
    } while (cursor != null);
    return ids;
  }
}
