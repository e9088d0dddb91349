package dev.segmentnovu.queue.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.queue.NewEvent;
import dev.segmentnovu.queue.admin.EventField;
import dev.segmentnovu.queue.admin.users.WaitingEvents;
import dev.segmentnovu.queue.admin.users.WaitingEvents.Entry;
import dev.segmentnovu.queue.admin.users.WaitingEvents.Found;
import dev.segmentnovu.queue.history.ActivityRecorder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Events that wait are found by what they hold. */
final class WaitingSearchTest extends RedisQueueFixture {

  private static final List<EventField> FIELDS =
      List.of(
          new EventField(List.of("traits", "email"), "j@x.y"),
          new EventField(List.of("context", "traits", "email"), "j@x.y"));

  private static NewEvent event(String user, String id, String body) {
    return new NewEvent(user, id, ("{}\n" + body).getBytes(UTF_8));
  }

  private WaitingEvents waiting(RedisEventQueue queue) {
    return queue.operators().queue(() -> List.of(source), new ActivityRecorder()).waitingEvents();
  }

  @Test
  void all_shards_and_all_lists_are_searched() {
    var queue = queue(Duration.ofSeconds(60), 3);
    List<NewEvent> events = new ArrayList<>();
    for (int i = 0; i < 1_500; i++) {
      String body =
          i % 500 == 7 ? "{\"traits\":{\"email\":\"j@x.y\"}}" : "{\"traits\":{\"email\":\"o\"}}";
      events.add(event("u" + i, "m" + i, body));
    }
    get(queue.enqueue(source, events));

    Found found = get(waiting(queue).search(source, FIELDS, 50));

    assertThat(found.complete()).isTrue();
    assertThat(found.entries())
        .extracting(Entry::userId)
        .containsExactlyInAnyOrder("u7", "u507", "u1007");
  }

  @Test
  void large_events_are_searched_in_several_calls() {
    var queue = queue();
    List<NewEvent> events = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      String end = i == 39 ? "j@x.y" : "o";
      events.add(
          event(
              "u" + i,
              "m" + i,
              "{\"x\":\"" + "y".repeat(30_000) + "\",\"traits\":{\"email\":\"" + end + "\"}}"));
    }
    get(queue.enqueue(source, events));

    assertThat(get(waiting(queue).search(source, FIELDS, 50)).entries())
        .extracting(Entry::userId)
        .containsExactly("u39");
  }

  @Test
  void a_search_ends_when_it_has_found_enough() {
    var queue = queue();
    List<NewEvent> events = new ArrayList<>();
    for (int i = 0; i < 900; i++) {
      events.add(event("u" + i, "m" + i, "{\"traits\":{\"email\":\"j@x.y\"}}"));
    }
    get(queue.enqueue(source, events));

    Found found = get(waiting(queue).search(source, FIELDS, 10));

    assertThat(found.complete()).isFalse();
    assertThat(found.entries()).hasSizeBetween(10, 700);
  }

  @Test
  void the_latest_events_are_those_of_users_who_may_be_claimed_last() {
    var queue = queue();
    enqueue(queue, "u1", "a", "b");
    enqueue(queue, "u2", "c");

    assertThat(get(waiting(queue).latest(source, 10)))
        .extracting(each -> each.userId() + " " + new String(each.entry(), UTF_8))
        .containsExactlyInAnyOrder("u1 b", "u2 c");
    assertThat(get(waiting(queue).latest(source, 1))).hasSize(1);
  }
}
