package dev.segmentnovu.queue.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.EventType;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.FinishedEvent;
import dev.segmentnovu.queue.FinishedEvent.Outcome;
import dev.segmentnovu.queue.NewEvent;
import dev.segmentnovu.queue.OrderingKey;
import dev.segmentnovu.queue.Settlement.Next;
import dev.segmentnovu.queue.Settlement.Settled;
import dev.segmentnovu.queue.admin.users.EventSearch;
import dev.segmentnovu.queue.admin.users.EventSearch.Dead;
import dev.segmentnovu.queue.admin.users.EventSearch.Finished;
import dev.segmentnovu.queue.admin.users.EventSearch.Known;
import dev.segmentnovu.queue.admin.users.EventSearch.Place;
import dev.segmentnovu.queue.admin.users.EventSearch.Rejected;
import dev.segmentnovu.queue.admin.users.EventSearch.Unknown;
import dev.segmentnovu.queue.admin.users.EventSearch.Waiting;
import dev.segmentnovu.queue.history.ActivityFlush;
import dev.segmentnovu.queue.history.ActivityRecorder;
import dev.segmentnovu.queue.history.Rejection;
import dev.segmentnovu.testing.DeadLetterBuilder;
import dev.segmentnovu.testing.Events;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where an event is found by its message id. */
final class EventSearchTest extends RedisQueueFixture {

  private final RedisEventQueue queue = queue(Duration.ofSeconds(60), 2);
  private final EventSearch search =
      queue.operatorQueue(() -> List.of(source), new ActivityRecorder()).eventSearch();

  private Place find(String id, @Nullable String user) {
    return get(search.find(id, null, user)).place();
  }

  private void enqueueTrack(String key, String id) {
    enqueueTrack(key, id, "A");
  }

  private void enqueueTrack(String key, String id, String name) {
    String user = OrderingKey.userId(key);
    byte[] entry =
        EventCodec.encode(
            Events.of(EventType.TRACK, "{'userId':'" + user + "','event':'" + name + "'}")
                .messageId(id)
                .stored());
    get(queue.enqueue(source, List.of(new NewEvent(key, id, entry))));
  }

  private List<ClaimedUser> claim() {
    List<ClaimedUser> claimed = new ArrayList<>();
    for (int shard = 0; shard < 2; shard++) {
      claimed.addAll(get(queue.claim(source, shard, 10, true)).users());
    }
    return claimed;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void an_event_that_waits_is_found_at_its_position(boolean withUser) {
    for (int i = 0; i < 45; i++) {
      enqueueTrack("u", "m" + i);
      enqueueTrack("other" + i, "o" + i);
    }

    for (int i : new int[] {0, 1, 9, 10, 44}) {
      var waiting = (Waiting) find("m" + i, withUser ? "u" : null);

      assertThat(waiting.position()).isEqualTo(i);
      assertThat(waiting.userId()).isEqualTo("u");
      assertThat(waiting.source()).isEqualTo(source);
      assertThat(waiting.event().event()).isEqualTo("A");
      assertThat(waiting.nextTryAt()).isNull();
    }
    assertThat(find("m4", "other4")).as("of another user").isInstanceOf(Known.class);
  }

  @Test
  void an_event_is_found_among_large_ones() {
    for (int i = 0; i < 40; i++) {
      enqueueTrack("u" + i % 4, "m" + i, "x".repeat(40_000));
    }

    assertThat(((Waiting) find("m0", null)).position()).isZero();
    assertThat(((Waiting) find("m37", null)).position()).isEqualTo(9);
    assertThat(((Waiting) find("m1", "u1")).position()).isZero();
  }

  @Test
  void an_id_is_found_whatever_its_characters() {
    for (String id : List.of("a \"b\" \\ c", "ü🙂", "1 1 x", "%d^$")) {
      enqueueTrack("u", id);
      assertThat(find(id, null)).isInstanceOf(Waiting.class);
      assertThat(find(id, "u")).isInstanceOf(Waiting.class);
    }
  }

  @Test
  void an_event_that_ingest_rejected_is_found_unless_it_was_accepted_later() {
    var recorder = new ActivityRecorder();
    var rejection = new Rejection(Instant.now(), "id_not_string", "userId", "m1", "u", 3);
    recorder.source(source).rejected(rejection);
    get(new ActivityFlush(recorder, queue.history(), "test").flush());

    assertThat(((Rejected) find("m1", null)).rejection().code()).isEqualTo("id_not_string");
    assertThat(find("m2", null)).isInstanceOf(Unknown.class);

    enqueueTrack("u", "m1");
    assertThat(find("m1", null)).isInstanceOf(Waiting.class);
  }

  @Test
  void the_first_event_of_a_user_is_found_with_its_attempts() {
    enqueueTrack("u", "m1");
    String state =
        "{\"attempts\":2,\"history\":[{\"at\":\"2026-01-31T12:00:00Z\",\"message\":\"why\"}]}";
    settle(queue, claim().get(0), 0, new Next.Backoff(Duration.ofSeconds(50), state));

    var waiting = (Waiting) find("m1", null);

    assertThat(waiting.head().attempts()).isEqualTo(2);
    assertThat(waiting.head().lastError()).isEqualTo("why");
    assertThat(waiting.nextTryAt()).isAfter(Instant.now().minusSeconds(5));
  }

  @Test
  void an_event_of_a_parked_user_and_one_without_order_are_found() {
    enqueueTrack("parked", "m1");
    get(queue.parkedUsers().park(source, List.of("parked")));
    enqueueTrack(OrderingKey.alone("u", "m2"), "m2");

    for (String user : new String[] {null, "parked"}) {
      assertThat(((Waiting) find("m1", user)).userId()).isEqualTo("parked");
      assertThat(((Waiting) find("m1", user)).isParked()).isTrue();
    }
    for (String user : new String[] {null, "u"}) {
      assertThat(((Waiting) find("m2", user)).userId()).isEqualTo("u");
      assertThat(((Waiting) find("m2", user)).isParked()).isFalse();
    }
  }

  @Test
  void a_dead_letter_and_a_finished_event_are_found() {
    enqueueTrack("u", "m1");
    enqueueTrack("u", "m2");
    var record =
        new FinishedEvent(
            "u",
            "m2",
            Instant.EPOCH,
            "track",
            "A",
            Outcome.DELIVERED,
            null,
            "w",
            "POST",
            "/v1/events/trigger",
            201,
            "t",
            1);
    ClaimedUser user = claim().get(0);
    var letter =
        DeadLetterBuilder.of(source + "." + user.shard() + ".x1", source, "u").messageId("m1");
    settle(
        queue,
        user,
        0,
        new Next.Release(),
        new Settled.Dead(letter.build()),
        new Settled.Delivered(record));

    assertThat(((Dead) find("m1", null)).deadLetter().id()).endsWith(".x1");
    assertThat(((Finished) find("m2", null)).delivery().event()).isEqualTo(record);
    assertThat(find("m2", "u")).isInstanceOf(Finished.class);
    assertThat(get(search.find("m2", "other", null)).place()).isEqualTo(new Unknown());
    assertThat(get(search.find("m0", null, null)).knownSince()).isNotNull();
  }

  @Test
  void an_accepted_event_without_a_record_is_known_and_any_other_is_not() {
    enqueueTrack("u", "m1");
    settle(queue, claim().get(0), 0, new Next.Release(), delivered());

    assertThat(find("m1", null)).isEqualTo(new Known(source));
    assertThat(find("m2", null)).isEqualTo(new Unknown());
  }

  @Test
  void an_event_that_is_settled_under_a_lease_that_goes_on_does_not_wait() {
    enqueueTrack("u", "m1");
    enqueueTrack("u", "m2");
    settle(queue, claim().get(0), 0, new Next.Keep(), delivered());

    assertThat(find("m1", null)).isEqualTo(new Known(source));
    assertThat(((Waiting) find("m2", null)).position()).isZero();
  }
}
