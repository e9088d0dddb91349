package dev.segmentnovu.queue.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.EventType;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.FinishedEvent;
import dev.segmentnovu.queue.FinishedEvent.Outcome;
import dev.segmentnovu.queue.NewEvent;
import dev.segmentnovu.queue.OrderingKey;
import dev.segmentnovu.queue.Profile;
import dev.segmentnovu.queue.SettleResult;
import dev.segmentnovu.queue.Settlement;
import dev.segmentnovu.queue.Settlement.Next;
import dev.segmentnovu.queue.Settlement.Settled;
import dev.segmentnovu.queue.admin.DeadLetters;
import dev.segmentnovu.queue.admin.history.Rejections;
import dev.segmentnovu.queue.admin.users.Users;
import dev.segmentnovu.queue.admin.users.Users.Forgotten;
import dev.segmentnovu.queue.history.ActivityFlush;
import dev.segmentnovu.queue.history.ActivityRecorder;
import dev.segmentnovu.queue.history.Rejection;
import dev.segmentnovu.queue.history.failure.Failure;
import dev.segmentnovu.queue.history.failure.MessagePattern;
import dev.segmentnovu.queue.jobs.Job;
import dev.segmentnovu.queue.jobs.JobOrder;
import dev.segmentnovu.queue.jobs.JobStore;
import dev.segmentnovu.queue.jobs.JobStore.Draft;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.history.RedisRejections;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import dev.segmentnovu.queue.redis.script.ShardKeys;
import dev.segmentnovu.queue.redis.users.RedisUsers;
import dev.segmentnovu.testing.DeadLetterBuilder;
import dev.segmentnovu.testing.Events;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.redisson.api.RMap;
import org.redisson.api.RScript;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;

/** A user that an operator, or Segment's delete, has the relay forget. */
final class ForgottenUserTest extends RedisQueueFixture {

  /** Of letters only, like a word of a message; no other test has it. */
  private final String userId = "ursula" + letters(source);

  private final String email = userId + "@example.org";

  /** Some keys with all that they hold, past the queue's own code. */
  private static final String DUMP =
      """
      local out, cursor = {}, '0'
      repeat
        local found = redis.call('SCAN', cursor, 'MATCH', ARGV[1], 'COUNT', 1000)
        cursor = found[1]
        for _, key in ipairs(found[2]) do
          local type = redis.call('TYPE', key).ok
          local value
          if type == 'string' then value = { redis.call('GET', key) }
          elseif type == 'list' then value = redis.call('LRANGE', key, 0, -1)
          elseif type == 'hash' then value = redis.call('HGETALL', key)
          elseif type == 'set' then value = redis.call('SMEMBERS', key)
          else value = redis.call('ZRANGE', key, 0, -1) end
          out[#out + 1] = key .. ' = ' .. table.concat(value, ' | ')
        end
      until cursor == '0'
      return out
      """;

  private final RedisEventQueue queue = queue(Duration.ofSeconds(60), 2);
  private final Users users =
      queue.operators().queue(() -> List.of(source), new ActivityRecorder()).users();
  private final RedissonClient hand = TestRedis.client();

  @AfterEach
  void closeHand() {
    hand.shutdown();
  }

  private static String letters(String text) {
    return text.chars()
        .map(c -> Character.isDigit(c) ? 'g' + c - '0' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private List<String> dump() {
    return dump("*" + source + "*");
  }

  private List<String> dump(String keys) {
    return hand.getScript(StringCodec.INSTANCE)
        .eval(RScript.Mode.READ_ONLY, DUMP, RScript.ReturnType.LIST, List.of(), keys);
  }

  private void enqueueEvent(String key, String id) {
    String body =
        "{'userId':'%s','event':'A','context':{'traits':{'email':'%s'}}}"
            .formatted(OrderingKey.userId(key), key.contains(userId) ? email : "other@example.org");
    byte[] entry = EventCodec.encode(Events.of(EventType.TRACK, body).messageId(id).stored());
    get(queue.enqueue(source, List.of(new NewEvent(key, id, entry))));
  }

  private List<ClaimedUser> claim() {
    List<ClaimedUser> claimed = new ArrayList<>();
    for (int shard = 0; shard < 2; shard++) {
      claimed.addAll(get(queue.claim(source, shard, 100, true)).users());
    }
    return claimed;
  }

  private ClaimedUser claim(String key) {
    return claim().stream()
        .filter(user -> user.orderingKey().equals(key))
        .findFirst()
        .orElseThrow();
  }

  private static FinishedEvent finished(String user, String id) {
    return new FinishedEvent(
        user,
        id,
        Instant.EPOCH,
        "identify",
        null,
        Outcome.DELIVERED,
        null,
        null,
        "PATCH",
        "/v2/subscribers/" + user,
        200,
        null,
        1);
  }

  private DeadLetterBuilder letter(ClaimedUser user, String id) {
    return DeadLetterBuilder.of(
            source + "." + user.shard() + "." + id, source, OrderingKey.userId(user.orderingKey()))
        .messageId(id)
        .message("Novu refused " + email);
  }

  /** Leaves something of the user in every key. */
  private void leaveTraces() {
    enqueueEvent(userId, "msg-1");
    enqueueEvent(userId, "msg-2");
    enqueueEvent(userId, "msg-3");
    ClaimedUser user = claim(userId);
    var profile = new Profile.Written("fingerprint", Duration.ofHours(1));
    var settled =
        List.<Settled>of(
            new Settled.Dead(letter(user, "msg1").build()),
            new Settled.Delivered(finished(userId, "msg-2")));
    get(
        queue.settle(
            new Settlement(
                user, 0, settled, new Next.Backoff(Duration.ofHours(1), email), profile)));
    String alone = OrderingKey.alone(userId, "msg-4");
    enqueueEvent(alone, "msg-4");
    ClaimedUser other = claim(alone);
    settle(queue, other, 0, new Next.Release(), new Settled.Dead(letter(other, "msg4").build()));
    enqueueEvent(OrderingKey.alone(userId, "msg-5"), "msg-5");
    get(queue.operators().parkedUsers().park(source, List.of(userId)));
    get(queue.forgetProfiles(source, List.of(userId)));
    RMap<String, String> before =
        hand.getMap(QueueKeys.of(source, user.shard(), 2).profilesBefore());
    before.put(userId, "fingerprint");
    before.expire(Duration.ofHours(1));
    enqueueEvent(userId, "msg-6");
    startJob();
    var recorder = new ActivityRecorder();
    recorder
        .source(source)
        .failed(
            new Failure(
                "welcome",
                "rejected",
                404,
                MessagePattern.withoutIds("Subscriber " + userId + " not found", List.of(userId)),
                userId,
                Instant.now(),
                null));
    recorder
        .source(source)
        .rejected(new Rejection(Instant.now(), "id_not_string", "userId", "msg-7", userId, 0));
    get(new ActivityFlush(recorder, queue.operators().history(), "test").flush());
  }

  /** A job that runs, and names the user in its filter and in its edit. */
  private String startJob() {
    String id = UUID.randomUUID().toString();
    var filter = new DeadLetters.Filter(source, null, userId, null, null, Instant.now());
    var edit = EventCodec.JSON.createObjectNode().put("email", email).put("userId", userId);
    var order =
        new JobOrder(
            JobOrder.Action.REPLAY,
            filter,
            List.of(source),
            DeadLetters.Position.TAIL,
            JobOrder.Mapping.CURRENT,
            false,
            edit,
            10);
    get(queue.operators().jobs().store().create(new Draft(id, "f", order, 1, "t", Instant.now())));
    return id;
  }

  @Test
  void a_job_that_names_a_forgotten_user_ends_and_tells_nothing_of_it() {
    JobStore jobs = queue.operators().jobs().store();
    String id = startJob();
    assertThat(get(jobs.hold(id, "me", Duration.ofSeconds(60)))).isEqualTo(JobStore.Hold.HELD);

    get(users.forget(source, "ursula"));
    assertThat(get(jobs.running())).as("the id of another user").contains(id);
    get(users.forget(source, userId));

    Job job = get(jobs.find(id)).orElseThrow();
    assertThat(job.state()).isEqualTo(Job.State.CANCELLED);
    assertThat(job.finishedAt()).isNotNull();
    assertThat(job.error()).contains("forgotten");
    assertThat(get(jobs.running())).doesNotContain(id);
    assertThat(get(jobs.hold(id, "me", Duration.ofSeconds(60)))).isEqualTo(JobStore.Hold.LOST);
    assertThat(String.join("\n", dump("*"))).doesNotContain(userId, email);
  }

  @Test
  void no_byte_of_a_forgotten_user_is_left_but_the_ids_of_its_messages_for_their_window() {
    enqueueEvent("bystander-1", "msg-0");
    leaveTraces();
    assertThat(String.join("\n", dump()))
        .contains(userId, email, "parked:since", "profiles:forgotten", "fingerprint");

    Forgotten forgotten = get(users.forget(source, userId));

    assertThat(forgotten).isEqualTo(new Forgotten(3, 2, 1, 1));
    assertThat(dump("*")).noneSatisfy(line -> assertThat(line).containsAnyOf(userId, email));
    List<String> left = dump();
    assertThat(left)
        .filteredOn(line -> line.matches("(?s).*(msg-[1-9]|msg[1-9]).*"))
        .as("a message that is sent again must not come back")
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line).contains("}:seen ="))
        .allSatisfy(
            line ->
                assertThat(hand.getKeys().remainTimeToLive(line.substring(0, line.indexOf(' '))))
                    .isPositive());
    assertThat(get(queue.operators().audit().run(source, false)).findings()).isEmpty();
    assertThat(get(queue.stats(source)).depth()).as("the other user's event").isEqualTo(1);
    assertThat(get(users.forget(source, userId))).isEqualTo(new Forgotten(0, 0, 0, 0));
  }

  @Test
  void a_worker_that_holds_the_user_loses_its_lease() {
    enqueueEvent(userId, "msg-1");
    ClaimedUser held = claim(userId);

    get(users.forget(source, userId));

    var record = new Settled.Delivered(finished(userId, "msg-1"));
    assertThat(settle(queue, held, 0, new Next.Release(), record)).isEqualTo(SettleResult.STALE);
    assertThat(String.join("\n", dump("*"))).doesNotContain(userId);
    assertThat(get(queue.stats(source)).claimed()).isZero();
  }

  @Test
  void a_user_with_many_events_is_forgotten_in_steps_and_later_events_are_delivered() {
    List<NewEvent> events = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      events.add(new NewEvent(userId, "msg-" + i, ("x".repeat(500) + i).getBytes(UTF_8)));
    }
    get(queue.enqueue(source, events));

    assertThat(get(users.forget(source, userId)).queued()).isEqualTo(1_000);

    assertThat(claim()).isEmpty();
    assertThat(get(queue.stats(source)).bytes()).isZero();
    enqueueEvent(userId, "later");
    assertThat(claim()).hasSize(1);
  }

  @Test
  void a_user_with_many_dead_letters_is_forgotten_in_steps() {
    for (int i = 0; i < 250; i++) {
      enqueueEvent(userId, "msg-" + i);
      ClaimedUser user = claim(userId);
      settle(queue, user, 0, new Next.Release(), new Settled.Dead(letter(user, "m" + i).build()));
    }
    enqueueEvent("other", "msg-of-other");
    ClaimedUser other = claim("other");
    DeadLetter kept = letter(other, "o").message("refused").build();
    settle(queue, other, 0, new Next.Release(), new Settled.Dead(kept));

    assertThat(get(users.forget(source, userId)).deadLetters()).isEqualTo(250);

    assertThat(String.join("\n", dump("*"))).doesNotContain(userId);
    assertThat(get(users.deadLetters(source, "other", 10))).hasSize(1);
    assertThat(get(queue.operators().audit().run(source, false)).findings()).isEmpty();
  }

  @Test
  void a_dead_letter_that_is_replayed_meanwhile_is_forgotten_too() {
    enqueueEvent(userId, "msg-1");
    ClaimedUser user = claim(userId);
    DeadLetter dead = letter(user, "a1").build();
    settle(queue, user, 0, new Next.Release(), new Settled.Dead(dead));
    DeadLetters deadLetters = queue.operators().deadLetters(List.of(source));
    var connection = new RedisConnection(TestRedis.redis());
    try {
      var replaying =
          new ReplayingRejections(
              new RedisRejections(connection),
              () ->
                  get(
                      deadLetters.replay(
                          dead.id(), DeadLetters.Position.TAIL, userId.getBytes(UTF_8))));
      var racing =
          new RedisUsers(
              connection,
              new ShardKeys(2),
              deadLetters,
              replaying,
              () -> List.of(source),
              new ActivityRecorder());

      assertThat(get(racing.forget(source, userId)).queued()).isEqualTo(1);
    } finally {
      connection.close();
    }

    assertThat(String.join("\n", dump("*"))).doesNotContain(userId);
  }

  /** Has something happen once, after the queue was emptied and before the dead letters are. */
  private record ReplayingRejections(Rejections all, Runnable meanwhile) implements Rejections {
    @Override
    public CompletionStage<List<Rejection>> latest(String source) {
      return all.latest(source);
    }

    @Override
    public CompletionStage<Map<String, Long>> counts(String source) {
      return all.counts(source);
    }

    @Override
    public CompletionStage<List<Rejection>> find(String source, String messageId) {
      return all.find(source, messageId);
    }

    @Override
    public CompletionStage<Long> forget(String source, Collection<String> userIds) {
      meanwhile.run();
      return all.forget(source, userIds);
    }
  }

  @Test
  void segments_delete_forgets_records_and_not_the_events_behind_it() {
    leaveTraces();

    get(queue.forgetRecords(source, userId));

    List<String> left = dump();
    assertThat(left)
        .filteredOn(line -> line.matches("(?s).*:(dead|deliveries|rejections).*"))
        .noneSatisfy(line -> assertThat(line).containsAnyOf(userId, email));
    assertThat(get(queue.stats(source)).depth()).isEqualTo(3);
    assertThat(get(queue.operators().audit().run(source, false)).findings()).isEmpty();
  }

  @Test
  void records_of_many_users_are_forgotten_in_one_pass() {
    for (String user : List.of("a", "b", "a\",\"messageId\":\"", "ab")) {
      enqueue(queue, user, "id of " + user);
      ClaimedUser claimed = claim(user);
      settle(
          queue,
          claimed,
          0,
          new Next.Release(),
          new Settled.Dead(
              letter(claimed, "l" + Integer.toHexString(user.hashCode()))
                  .messageId("of " + user)
                  .build()));
    }

    var all =
        List.of(
            queue.forgetRecords(source, "a").toCompletableFuture(),
            queue.forgetRecords(source, "b").toCompletableFuture(),
            queue.forgetRecords(source, "a\",\"messageId\":\"").toCompletableFuture());
    all.forEach(RedisQueueFixture::get);

    assertThat(get(queue.stats(source)).dead()).isEqualTo(1);
    assertThat(get(users.deadLetters(source, "ab", 10))).hasSize(1);
  }
}
