package dev.segmentnovu.queue.redis;

import static dev.segmentnovu.queue.redis.RedisQueueFixture.utf8;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.NewEvent;
import dev.segmentnovu.queue.Profile;
import dev.segmentnovu.queue.Settlement;
import dev.segmentnovu.queue.Settlement.Next;
import dev.segmentnovu.queue.Settlement.Settled;
import dev.segmentnovu.queue.admin.AuditReport;
import dev.segmentnovu.queue.admin.AuditReport.Kind;
import dev.segmentnovu.queue.admin.DeadLetters;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import dev.segmentnovu.testing.Configs;
import dev.segmentnovu.testing.DeadLetterBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.redisson.api.RScript;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;

final class QueueAuditTest {

  private final String source = "a" + UUID.randomUUID().toString().replace("-", "");
  private final RedisEventQueue queue =
      RedisEventQueue.connect(TestRedis.redis(), Configs.defaults().queue());
  private final RedissonClient hand = TestRedis.client();

  @AfterEach
  void close() {
    queue.close();
    hand.shutdown();
  }

  static Stream<Arguments> damage() {
    return Stream.of(
        Arguments.of("ZREM ready u", Kind.FORGOTTEN, "u"),
        Arguments.of("ZADD parked 1 u", Kind.READY_AND_PARKED, "u"),
        Arguments.of("ZADD ready 1 ghost", Kind.NOTHING_WAITS, "ghost"),
        Arguments.of("HSET heads ghost x", Kind.ORPHAN_HEAD, "ghost"),
        Arguments.of("PERSIST seen", Kind.REMEMBERED_FOR_EVER, "seen"),
        Arguments.of("HSET profiles u x", Kind.PROFILES_FOR_EVER, "profiles"),
        Arguments.of("HSET profiles:before u x", Kind.PROFILES_FOR_EVER, "profiles:before"),
        Arguments.of("HDEL dead:letters <letter>", Kind.DEAD_LETTER_WITHOUT_CONTENT, "<letter>"),
        Arguments.of("HDEL dead:entries <letter>", Kind.DEAD_LETTER_WITHOUT_CONTENT, "<letter>"),
        Arguments.of(
            "HSET dead:letters <letter> theirs", Kind.DEAD_LETTER_WITHOUT_CONTENT, "<letter>"),
        Arguments.of("HSET stats events theirs", Kind.COUNTER, "events"),
        Arguments.of("ZADD dead:unmapped 1 <letter>", Kind.DEAD_LETTER_TWICE, "<letter>"),
        Arguments.of("ZREM dead <letter>", Kind.DEAD_LETTER_NOT_LISTED, "<letter>"),
        Arguments.of("HSET dead:entries other x", Kind.HALF_A_DEAD_LETTER, "other"),
        Arguments.of("HSET dead:entries other:details x", Kind.HALF_A_DEAD_LETTER, "other:details"),
        Arguments.of("HINCRBY stats bytes 7", Kind.COUNTER, "bytes"),
        Arguments.of("HINCRBY stats claimed -1", Kind.COUNTER, "claimed"));
  }

  @ParameterizedTest
  @MethodSource("damage")
  void damage_is_found_reported_and_repaired(String command, Kind kind, String subject) {
    String letter = aQueueWithALetter();
    assertThat(run(true).findings()).isEmpty();
    plant(command.replace("<letter>", letter));

    assertThat(run(false).findings())
        .anySatisfy(
            finding -> {
              assertThat(finding.kind()).isEqualTo(kind);
              assertThat(finding.subject()).isEqualTo(subject.replace("<letter>", letter));
            });
    assertThat(run(true).findings()).isNotEmpty();
    assertThat(run(false).findings()).isEmpty();
    assertThat(get(queue.stats(source)).totals().violations()).isPositive();
    assertThat(get(queue.claim(source, 0, 10, true)).users())
        .as("what waits can still be claimed, except where it is parked")
        .hasSize(kind == Kind.READY_AND_PARKED ? 0 : 1);
  }

  @Test
  void a_parked_user_without_events_is_no_damage() {
    aQueueWithALetter();
    get(queue.operators().parkedUsers().park(source, List.of("nobody")));

    assertThat(run(true).findings()).isEmpty();

    assertThat(get(queue.stats(source)).parked()).isEqualTo(1);
  }

  @Test
  void an_audit_finds_nothing_in_a_queue_in_use() {
    var stop = new AtomicBoolean();
    List<CompletableFuture<Void>> busy = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      int seed = i;
      busy.add(CompletableFuture.runAsync(() -> traffic(stop, new SplittableRandom(seed))));
    }
    List<AuditReport> reports = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      reports.add(run(i % 2 == 0));
    }
    stop.set(true);
    busy.forEach(CompletableFuture::join);

    assertThat(reports).allSatisfy(report -> assertThat(report.findings()).isEmpty());
    assertThat(reports).anySatisfy(report -> assertThat(report.deadLetters()).isPositive());
    assertThat(get(queue.stats(source)).totals().delivered()).isPositive();
  }

  private void traffic(AtomicBoolean stop, SplittableRandom random) {
    var dead = queue.operators().deadLetters(List.of(source));
    while (!stop.get()) {
      String user = "u" + random.nextInt(20);
      var event = new NewEvent(user, UUID.randomUUID().toString(), utf8("x"));
      get(queue.enqueue(source, List.of(event)));
      if (random.nextInt(10) == 0) {
        get(queue.operators().parkedUsers().park(source, List.of(user)));
      } else if (random.nextInt(5) == 0) {
        get(queue.operators().parkedUsers().unpark(source, List.of(user)));
      }
      for (ClaimedUser claimed : get(queue.claim(source, 0, 3, true)).users()) {
        Settled settled =
            random.nextInt(3) == 0
                ? new Settled.Dead(DeadLetterBuilder.unique(source, claimed.orderingKey()).build())
                : new Settled.Delivered();
        get(
            queue.settle(
                new Settlement(
                    claimed, 0, List.of(settled), new Next.Release(), new Profile.Untouched())));
        if (settled instanceof Settled.Dead letter && random.nextBoolean()) {
          get(dead.replay(letter.deadLetter().id(), DeadLetters.Position.TAIL, utf8("again")));
        }
      }
    }
  }

  /** One user waits, one letter lies. Returns the letter's id. */
  private String aQueueWithALetter() {
    get(queue.enqueue(source, List.of(new NewEvent("u", "1", "one".getBytes(UTF_8)))));
    ClaimedUser user = get(queue.claim(source, 0, 1, true)).users().get(0);
    DeadLetter letter = DeadLetterBuilder.unique(source, "u").build();
    get(
        queue.settle(
            new Settlement(
                user,
                0,
                List.of(new Settled.Dead(letter)),
                new Next.Release(),
                new Profile.Untouched())));
    get(queue.enqueue(source, List.of(new NewEvent("u", "2", "two".getBytes(UTF_8)))));
    return letter.id();
  }

  private void plant(String command) {
    String[] words = command.split(" ");
    words[1] = QueueKeys.of(source, 0, 1).prefix() + words[1];
    hand.getScript(StringCodec.INSTANCE)
        .eval(
            RScript.Mode.READ_WRITE,
            "return redis.call(unpack(ARGV))",
            RScript.ReturnType.LONG,
            List.of(),
            (Object[]) words);
  }

  private AuditReport run(boolean fix) {
    return get(queue.operators().audit().run(source, fix));
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }
}
