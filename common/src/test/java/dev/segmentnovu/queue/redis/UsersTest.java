package dev.segmentnovu.queue.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.EventType;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.NewEvent;
import dev.segmentnovu.queue.OrderingKey;
import dev.segmentnovu.queue.SettleResult;
import dev.segmentnovu.queue.Settlement.Next;
import dev.segmentnovu.queue.admin.users.UserView;
import dev.segmentnovu.queue.admin.users.UserView.State;
import dev.segmentnovu.queue.admin.users.Users;
import dev.segmentnovu.queue.admin.users.Users.ParkedPage;
import dev.segmentnovu.queue.admin.users.Users.ParkedUser;
import dev.segmentnovu.queue.admin.users.Users.RetryResult;
import dev.segmentnovu.queue.admin.users.Users.SkipResult;
import dev.segmentnovu.queue.admin.users.WaitingEvent;
import dev.segmentnovu.queue.history.ActivityRecorder;
import dev.segmentnovu.testing.Events;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What operators see of single users, and do to them. */
final class UsersTest extends RedisQueueFixture {

  private static final String STATE =
      """
      {"failures":3,"attempts":2,"generation":0,"unsure":false,"first":1700000000000,"history":[\
      {"at":"2026-01-31T12:00:00Z","status":503,"message":"one","durationMs":5},\
      {"at":"2026-01-31T12:01:00Z","status":500,"message":"two","durationMs":5}]}""";

  private final RedisEventQueue queue = queue(Duration.ofSeconds(60), 2);
  private final Users users =
      queue.operators().queue(() -> List.of(source), new ActivityRecorder()).users();

  private void enqueueTrack(String user, String id, String name) {
    byte[] entry =
        EventCodec.encode(
            Events.of(EventType.TRACK, "{'userId':'" + user + "','event':'" + name + "'}")
                .messageId(id)
                .stored());
    get(queue.enqueue(source, List.of(new NewEvent(user, id, entry))));
  }

  private ClaimedUser claimTheOne() {
    List<ClaimedUser> claimed = new ArrayList<>();
    for (int shard = 0; shard < 2; shard++) {
      claimed.addAll(get(queue.claim(source, shard, 10, true)).users());
    }
    assertThat(claimed).hasSize(1);
    return claimed.get(0);
  }

  private UserView read(String user) {
    return get(users.read(source, user, 100));
  }

  @Test
  void a_user_is_seen_in_each_state() {
    assertThat(read("u").state()).isEqualTo(State.IDLE);
    enqueueTrack("u", "m1", "A");
    assertThat(read("u").state()).isEqualTo(State.DUE);
    ClaimedUser user = claimTheOne();
    assertThat(read("u").state()).isEqualTo(State.CLAIMED);
    settle(queue, user, 0, new Next.Backoff(Duration.ofSeconds(50), STATE));
    assertThat(read("u").state()).isEqualTo(State.RETRYING);
    get(queue.operators().parkedUsers().park(source, List.of("u")));
    assertThat(read("u").state()).isEqualTo(State.PARKED);
  }

  @Test
  void the_events_of_a_user_are_seen_in_their_order_with_the_attempts_of_the_first() {
    enqueueTrack("u", "m1", "A");
    enqueueTrack("u", "m2", "B");
    get(queue.enqueue(source, List.of(event("u", "not an entry"))));
    settle(queue, claimTheOne(), 0, new Next.Backoff(Duration.ofSeconds(50), STATE));

    UserView user = read("u");

    assertThat(user.waiting()).isEqualTo(3);
    assertThat(user.events())
        .containsExactly(
            new WaitingEvent("m1", "track", "A", Events.RECEIVED_AT),
            new WaitingEvent("m2", "track", "B", Events.RECEIVED_AT),
            new WaitingEvent("", "unknown", null, null));
    assertThat(user.head().attempts()).isEqualTo(2);
    assertThat(user.head().lastError()).isEqualTo("two");
    assertThat(user.nextTryAt()).isNotNull();
  }

  @Test
  void large_events_are_read_in_several_steps() {
    for (int i = 0; i < 30; i++) {
      enqueueTrack("u", "m" + i, "x".repeat(30_000));
    }

    assertThat(read("u").events())
        .extracting(WaitingEvent::messageId)
        .hasSize(30)
        .startsWith("m0", "m1")
        .endsWith("m29");
    assertThat(get(users.read(source, "u", 7)).events()).hasSize(7);
  }

  @Test
  void a_settled_event_that_still_stands_in_the_list_is_not_seen() {
    enqueueTrack("u", "m1", "A");
    enqueueTrack("u", "m2", "B");
    settle(queue, claimTheOne(), 0, new Next.Keep(), delivered());

    assertThat(read("u").events()).extracting(WaitingEvent::messageId).containsExactly("m2");
    assertThat(read("u").waiting()).isEqualTo(1);
  }

  @Test
  void a_retry_makes_a_user_due_unless_a_worker_holds_it() {
    assertThat(get(users.retry(source, "u"))).isEqualTo(RetryResult.NOTHING_WAITS);
    enqueueTrack("u", "m1", "A");
    assertThat(get(users.retry(source, "u"))).isEqualTo(RetryResult.DUE);
    ClaimedUser held = claimTheOne();
    assertThat(get(users.retry(source, "u"))).isEqualTo(RetryResult.CLAIMED);
    assertThat(settle(queue, held, 0, new Next.Backoff(Duration.ofSeconds(50), STATE)))
        .as("the lease goes on")
        .isEqualTo(SettleResult.APPLIED);

    assertThat(get(users.retry(source, "u"))).isEqualTo(RetryResult.DUE);

    assertThat(claimTheOne().retryState()).as("attempts stay counted").isEqualTo(STATE);
    get(queue.operators().parkedUsers().park(source, List.of("u")));
    assertThat(get(users.retry(source, "u"))).isEqualTo(RetryResult.PARKED);
  }

  @Test
  void a_skip_moves_the_head_to_the_dead_letters_and_the_next_event_is_due() {
    enqueueTrack("u", "m1", "A");
    enqueueTrack("u", "m2", "B");
    settle(queue, claimTheOne(), 0, new Next.Backoff(Duration.ofSeconds(50), STATE));

    assertThat(get(users.skip(source, "u"))).isEqualTo(SkipResult.SKIPPED);

    ClaimedUser user = claimTheOne();
    assertThat(user.entries()).hasSize(1);
    assertThat(user.retryState()).isNull();
    List<DeadLetter> dead = get(users.deadLetters(source, "u", 20));
    assertThat(dead)
        .extracting(DeadLetter::messageId, DeadLetter::reason, DeadLetter::status)
        .containsExactly(tuple("m1", DeadLetter.SKIPPED_BY_OPERATOR, 500));
    assertThat(dead.get(0).message()).contains("two");
    assertThat(dead.get(0).attempts()).isEqualTo(2);
    assertThat(dead.get(0).firstAttemptAt()).isNotNull();
    var whole =
        get(queue.operators().deadLetters(List.of(source)).find(dead.get(0).id())).orElseThrow();
    assertThat(whole.deadLetter().details().get("history")).hasSize(2);
    assertThat(EventCodec.decode(whole.entry()).messageId()).isEqualTo("m1");
    assertThat(get(queue.operators().audit().run(source, false)).findings()).isEmpty();
  }

  @Test
  void a_user_that_a_worker_holds_is_not_skipped() {
    enqueueTrack("u", "m1", "A");
    ClaimedUser held = claimTheOne();

    assertThat(get(users.skip(source, "u"))).isEqualTo(SkipResult.CLAIMED);

    assertThat(settle(queue, held, 0, new Next.Release(), delivered()))
        .isEqualTo(SettleResult.APPLIED);
    assertThat(get(users.skip(source, "u"))).isEqualTo(SkipResult.NOTHING_WAITS);
  }

  @Test
  void a_user_without_events_can_be_parked_and_stays_so_until_it_is_unparked() {
    assertThat(get(queue.operators().parkedUsers().park(source, List.of("u"))))
        .containsExactly("u");
    enqueueTrack("u", "m1", "A");
    assertThat(get(queue.claim(source, 0, 10, true)).users()).isEmpty();
    assertThat(get(queue.claim(source, 1, 10, true)).users()).isEmpty();

    get(queue.operators().parkedUsers().unpark(source, List.of("u")));
    ClaimedUser user = claimTheOne();
    get(queue.operators().parkedUsers().park(source, List.of("u")));
    settle(queue, user, 0, new Next.Release(), delivered());
    enqueueTrack("u", "m2", "B");

    assertThat(read("u").state()).as("though its last event left").isEqualTo(State.PARKED);
    assertThat(get(queue.operators().audit().run(source, false)).findings()).isEmpty();
    get(queue.operators().parkedUsers().unpark(source, List.of("u")));
    assertThat(claimTheOne().orderingKey()).isEqualTo("u");
  }

  @Test
  void nothing_is_left_of_a_parked_user_without_events_after_it_is_unparked() {
    get(queue.operators().parkedUsers().park(source, List.of("u")));
    get(queue.operators().parkedUsers().unpark(source, List.of("u")));

    assertThat(read("u").state()).isEqualTo(State.IDLE);
    assertThat(get(users.parked(null, null, 10)).items()).isEmpty();
  }

  @Test
  void parked_users_are_listed_page_by_page() {
    enqueueTrack("u1", "m1", "A");
    String alone = OrderingKey.alone("u2", "m2");
    enqueueTrack(alone, "m2", "A");
    get(queue.operators().parkedUsers().park(source, List.of("u1", alone, "u3", "u4", "u5")));

    List<ParkedUser> all = new ArrayList<>();
    ParkedPage page = get(users.parked(null, null, 2));
    all.addAll(page.items());
    while (page.next() != null) {
      page = get(users.parked(source, page.next(), 2));
      all.addAll(page.items());
    }

    assertThat(all)
        .extracting(ParkedUser::source, ParkedUser::userId, ParkedUser::waiting)
        .containsExactlyInAnyOrder(
            tuple(source, "u1", 1L),
            tuple(source, "u2", 1L),
            tuple(source, "u3", 0L),
            tuple(source, "u4", 0L),
            tuple(source, "u5", 0L));
    assertThat(all).allSatisfy(user -> assertThat(user.parkedAt()).isNotNull());
    assertThat(users.parked(null, "?", 2)).failsWithin(Duration.ofSeconds(5));
  }
}
