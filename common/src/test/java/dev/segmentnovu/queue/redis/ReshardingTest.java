package dev.segmentnovu.queue.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.segmentnovu.queue.Claim;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.OrderingKey;
import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.Settlement.Next;
import dev.segmentnovu.queue.admin.DeadLetters.Position;
import dev.segmentnovu.queue.admin.DeadLetters.ReplayResult;
import dev.segmentnovu.queue.redis.reshard.ReshardState;
import dev.segmentnovu.queue.redis.reshard.Resharding.Result;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import dev.segmentnovu.testing.Configs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.redisson.client.codec.StringCodec;

/** A queue in use is divided anew, and the command is cut off again and again. */
final class ReshardingTest extends ReshardingFixture {

  @ParameterizedTest
  @CsvSource({"1, 4", "4, 1", "2, 3", "6, 12", "12, 6", "6, 7", "7, 6", "16, 17"})
  void nothing_is_lost_doubled_or_out_of_order_however_often_the_command_is_cut_off(
      int from, int to) {
    long seed = random.nextLong();
    random.setSeed(seed);
    System.out.println("Resharding " + from + " to " + to + ", seed " + seed);
    RedisEventQueue running = in(from);
    for (int i = 0; i < 6 * USERS; i++) {
      send(running, "u" + random.nextInt(USERS));
    }
    for (int i = 0; i < 20; i++) {
      send(running, OrderingKey.alone("u" + i, "alone" + i));
    }
    sendMany(running, "hot", HOT);
    List<DeadLetter> letters = disturb(running);
    get(running.operators().parkedUsers().park(source, List.of("u1", "u2", "idle")));
    List<ClaimedUser> held = claimAll(running, 3);

    int cuts = 0;
    var connection = new CutRedis();
    RedisEventQueue command = queue(connection, from);
    open.add(command);
    while (true) {
      // later and later: each run looks at all shards again
      connection.cutAfter(1 + random.nextInt(40 + 10 * cuts), random.nextBoolean());
      try {
        var result = command.resharding().run(source, to, OptionalInt.empty(), progress -> {});
        // the last run may have been cut off after its last call
        assertThat(result).isNotInstanceOf(Result.Refused.class);
        break;
      } catch (CompletionException cut) {
        assertThat(cut.getCause()).isInstanceOf(CutRedis.CutException.class);
        cuts++;
      }
      get(running.layout().agree(source));
      assertThat(get(running.operators().audit().run(source, false)).findings()).isEmpty();
      for (int i = 0; i < 5; i++) {
        offer(running, random.nextBoolean() ? "hot" : "u" + random.nextInt(USERS));
      }
      if (cuts == 3) {
        // workers deliver what they had claimed before the change
        for (ClaimedUser user : held) {
          settle(running, user, 0, new Next.Release(), delivered());
          assertThat(sentTo(user.orderingKey()).remove(0)).isEqualTo(texts(user).get(0));
        }
        held.clear();
      }
    }

    // of users who need not move
    held.forEach(user -> settle(running, user, 0, new Next.Release()));
    System.out.println("cut off " + cuts + " times");
    get(running.layout().agree(source));
    assertThat(running.shards(source)).isEqualTo(to);
    assertWell(running);
    assertOnlyIdsLeft(from, to);
    assertDuplicates(running);
    assertJobFinds(running, letters);
    for (DeadLetter letter : letters) {
      var deadLetters = running.operators().deadLetters(List.of(source));
      assertThat(get(deadLetters.find(letter.id()))).as(letter.id()).isPresent();
      assertThat(get(deadLetters.replay(letter.id(), Position.TAIL, utf8("replay " + letter.id()))))
          .isEqualTo(ReplayResult.REPLAYED);
      replays.add("replay " + letter.id());
    }
    assertThat(drain(running).keySet()).doesNotContain("u1", "u2");
    get(running.operators().parkedUsers().unpark(source, List.of("u1", "u2", "idle")));
    drain(running);
    assertThat(sent.values()).allMatch(List::isEmpty);
    assertThat(replays).isEmpty();
    assertWell(running);
  }

  @Test
  void an_ingest_and_a_worker_follow_without_being_told() {
    RedisEventQueue ingest = in(2);
    RedisEventQueue worker = in(2);
    send(ingest, "u");
    get(worker.layout().agree(source));

    reshard(2, 5);
    send(ingest, "u");
    send(ingest, "v");

    assertThat(ingest.shards(source)).isEqualTo(5);
    for (int shard = 0; shard < 2; shard++) {
      assertThat(get(worker.claim(source, shard, 10, true)).users()).isEmpty();
    }
    assertThat(worker.shards(source)).isEqualTo(5);
    drain(worker);
    assertThat(sent.values()).allMatch(List::isEmpty);
  }

  @Test
  void while_users_move_nothing_is_claimed_and_operators_are_told_to_wait() {
    RedisEventQueue running = in(2);
    send(running, "u");
    var connection = new CutRedis();
    connection.cutAfter(14, true);
    try (var command = queue(connection, 2)) {
      assertThatThrownBy(
              () -> command.resharding().run(source, 3, OptionalInt.empty(), progress -> {}))
          .hasCauseInstanceOf(CutRedis.CutException.class);
    }
    assertThat(state().moves()).isTrue();
    get(running.layout().agree(source));
    assertThat(get(running.operators().audit().run(source, true)).findings()).isEmpty();

    send(running, "u");

    for (int shard = 0; shard < running.shards(source); shard++) {
      Claim claim = get(running.claim(source, shard, 10, true));
      assertThat(claim.users()).isEmpty();
      assertThat(claim.nextDue()).isLessThan(Duration.ofSeconds(1));
    }
    assertThatThrownBy(
            () ->
                running
                    .operators()
                    .parkedUsers()
                    .park(source, List.of("u"))
                    .toCompletableFuture()
                    .join())
        .hasCauseInstanceOf(QueueUnavailableException.class)
        .hasMessageContaining("relay reshard moves the users");
    assertThat(get(running.layout().problems(source)))
        .singleElement()
        .asString()
        .contains("from 2 shards to 3", "run relay reshard --shards 3 again");
    assertThat(run(2, 4))
        .isInstanceOfSatisfying(
            Result.Refused.class,
            refused -> assertThat(refused.why()).contains("on its way from 2 to 3 shards"));

    reshard(2, 3);
    get(running.layout().agree(source));
    drain(running);
    assertThat(sent.values()).allMatch(List::isEmpty);
  }

  @Test
  void message_ids_count_through_several_changes_and_are_forgotten_in_the_end() {
    RedisEventQueue running = in(1);
    send(running, "u");
    reshard(1, 2);
    send(running, "u");
    reshard(2, 5);
    send(running, "u");
    reshard(5, 3);

    get(running.layout().agree(source));
    assertDuplicates(running);
    assertThat(state()).isEqualTo(new ReshardState(false, 3, 3, List.of(5, 2, 1)));
    assertThat(hand.getBucket(QueueKeys.reshard(source)).remainTimeToLive())
        .isBetween(1L, Configs.defaults().queue().deduplication().toMillis() * 2 + 2_000);
  }

  @Test
  void events_that_were_left_under_a_former_number_are_found_and_moved() {
    send(in(2), "u");
    hand.getBucket(QueueKeys.layout(source), StringCodec.INSTANCE).set("3 2");
    RedisEventQueue running = in(3);
    send(running, "u");

    assertThat(get(running.layout().problems(source)))
        .singleElement()
        .asString()
        .contains("1 events", "when it was in 2 shards", "relay reshard --shards 3 --from 2");
    try (var command = in(3)) {
      assertThat(command.resharding().run(source, 3, OptionalInt.of(2), progress -> {}))
          .isInstanceOf(Result.Done.class);
    }

    assertThat(get(running.layout().problems(source))).isEmpty();
    get(running.layout().agree(source));
    drain(running);
    assertThat(sent.values()).allMatch(List::isEmpty);
  }

  @Test
  void a_change_waits_for_a_worker_and_takes_over_when_its_lease_has_lapsed() {
    RedisEventQueue running = queue(Duration.ofSeconds(2), 1);
    send(running, "u");
    ClaimedUser dead = claimOne(running);

    reshard(1, 2);

    get(running.layout().agree(source));
    ClaimedUser next =
        await()
            .atMost(Duration.ofSeconds(20))
            .until(
                () -> {
                  List<ClaimedUser> users = claimAll(running, 1);
                  return users.isEmpty() ? null : users.get(0);
                },
                user -> user != null);
    assertThat(next.claims()).as("a claim without a result counts").isEqualTo(2);
    assertThat(next.token()).isNotEqualTo(dead.token());
  }

  @Test
  void the_state_of_the_queue_says_that_its_users_move() {
    RedisEventQueue running = in(2);
    send(running, "u");
    var connection = new CutRedis();
    RedisEventQueue command = queue(connection, 2);
    open.add(command);

    List<Boolean> moving = new ArrayList<>(List.of(get(running.stats(source)).moving()));
    boolean cut = true;
    for (int calls = 1; cut; calls++) {
      connection.cutAfter(calls, true);
      try {
        command.resharding().run(source, 3, OptionalInt.empty(), progress -> {});
        cut = false;
      } catch (CompletionException expected) {
        get(running.layout().agree(source));
      }
      moving.add(get(running.stats(source)).moving());
    }

    assertThat(moving.get(0)).isFalse();
    assertThat(moving).contains(true).last().isEqualTo(false);
  }
}
