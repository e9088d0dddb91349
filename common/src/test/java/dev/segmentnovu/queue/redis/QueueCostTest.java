package dev.segmentnovu.queue.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.FinishedEvent;
import dev.segmentnovu.queue.FinishedEvent.Outcome;
import dev.segmentnovu.queue.NewEvent;
import dev.segmentnovu.queue.Profile;
import dev.segmentnovu.queue.SettleResult;
import dev.segmentnovu.queue.Settlement;
import dev.segmentnovu.queue.Settlement.Next;
import dev.segmentnovu.queue.Settlement.Settled;
import dev.segmentnovu.queue.history.ActivityCount;
import dev.segmentnovu.queue.history.ActivityFlush;
import dev.segmentnovu.queue.history.ActivityRecorder;
import dev.segmentnovu.queue.history.QueueGauge;
import dev.segmentnovu.queue.history.SourceRecorder;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import dev.segmentnovu.testing.Configs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.redisson.Redisson;
import org.redisson.api.RScript;
import org.redisson.api.RedissonClient;
import org.redisson.api.redisnode.RedisNode.InfoSection;
import org.redisson.api.redisnode.RedisNodes;
import org.redisson.client.codec.StringCodec;
import org.redisson.client.protocol.RedisStrictCommand;
import org.redisson.client.protocol.convertor.VoidReplayConvertor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an event costs Redis, in commands and in bytes: counts, which are the same on every machine.
 * Whoever makes it cost less lowers the numbers.
 */
final class QueueCostTest {

  private static final Logger LOG = LoggerFactory.getLogger(QueueCostTest.class);
  private static final int USERS = 100;
  private static final int EACH = 3;
  private static final int EVENTS = USERS * EACH;
  private static final int BYTES = 1_000;

  /** What clients do besides. */
  private static final Set<String> NOT_OURS =
      Set.of(
          "info",
          "ping",
          "hello",
          "client|setinfo",
          "client|setname",
          "client|pause",
          "client|unpause",
          "scan",
          "memory|usage");

  private final String source = "cost" + UUID.randomUUID();
  private final RedisEventQueue queue =
      RedisEventQueue.connect(TestRedis.redis(), Configs.defaults().queue());
  private final RedissonClient client = TestRedis.client();
  private Map<String, Long> before = Map.of();

  /** Where a source's queue lies is asked once, and is no event's cost. */
  @BeforeEach
  void count() throws Exception {
    get(queue.layout().agree(source));
    before = calls();
  }

  @AfterEach
  void close() {
    queue.close();
    client.shutdown();
  }

  @Test
  void an_event_costs_no_more_commands_than_the_bounds() throws Exception {
    get(queue.enqueue(source, events()));
    assertThat(commands("enqueued")).isLessThanOrEqualTo(1.1);

    List<ClaimedUser> users = get(queue.claim(source, 0, USERS, true)).users();
    assertThat(users).hasSize(USERS);
    assertThat(commands("claimed")).isLessThanOrEqualTo(0.4);

    for (int position = 0; position < EACH; position++) {
      settle(users, position);
    }
    assertThat(commands("settled")).isLessThanOrEqualTo(0.6);
    assertThat(get(queue.stats(source)).totals().delivered()).isEqualTo(EVENTS);
  }

  @Test
  void the_history_costs_a_tenth_of_a_command_for_each_event_at_most() throws Exception {
    var activity = new ActivityRecorder();
    SourceRecorder recorder = activity.source(source);
    for (int i = 0; i < EVENTS; i++) {
      recorder.count(ActivityCount.RECEIVED, 1);
      recorder.delivered(Duration.ofMillis(i));
    }
    recorder.sampled(new QueueGauge(1, Duration.ZERO));

    get(new ActivityFlush(activity, queue.operators().history(), "p").flush());

    assertThat(commands("in the history")).isBetween(0.01, 0.1);
  }

  @Test
  void an_event_takes_no_more_memory_than_the_bounds() throws Exception {
    get(queue.enqueue(source, events()));
    assertThat(memory("waits")).isLessThanOrEqualTo(BYTES + 220);

    List<ClaimedUser> users = get(queue.claim(source, 0, USERS, true)).users();
    for (int position = 0; position < EACH; position++) {
      settle(users, position);
    }
    assertThat(memory("is remembered, by its id and its record")).isLessThanOrEqualTo(110 + 210);
  }

  private List<NewEvent> events() {
    List<NewEvent> events = new ArrayList<>();
    for (int i = 0; i < EVENTS; i++) {
      events.add(new NewEvent("user-" + i % USERS, UUID.randomUUID().toString(), new byte[BYTES]));
    }
    return events;
  }

  /**
   * Settles an event of each user; as when calls to Novu end together, all but the first go in one
   * call. Redis does not answer until they are there, so that it is the same in each run.
   */
  private void settle(List<ClaimedUser> users, int position) throws Exception {
    Next next = position + 1 < EACH ? new Next.Keep() : new Next.Release();
    List<CompletableFuture<SettleResult>> all = new ArrayList<>();
    command("PAUSE", 10_000, "WRITE");
    for (ClaimedUser user : users) {
      var settled = List.<Settled>of(new Settled.Delivered(finished(user)));
      all.add(
          queue
              .settle(new Settlement(user, position, settled, next, new Profile.Untouched()))
              .toCompletableFuture());
    }
    command("UNPAUSE");
    for (var each : all) {
      assertThat(get(each)).isEqualTo(SettleResult.APPLIED);
    }
  }

  /** As of a usual trigger. */
  private static FinishedEvent finished(ClaimedUser user) {
    return new FinishedEvent(
        user.orderingKey(),
        UUID.randomUUID().toString(),
        Instant.parse("2026-01-31T12:00:00Z"),
        "track",
        "Order Completed",
        Outcome.DELIVERED,
        null,
        "order-receipt",
        "POST",
        "/v1/events/trigger",
        201,
        UUID.randomUUID().toString(),
        1);
  }

  private void command(String name, Object... parameters) throws Exception {
    var command = new RedisStrictCommand<Void>("CLIENT", name, new VoidReplayConvertor());
    var executor = ((Redisson) client).getCommandExecutor();
    get(executor.<Void, Void>writeAsync("", StringCodec.INSTANCE, command, parameters));
  }

  /** Commands for each event since this was last asked, those that scripts call included. */
  private double commands(String what) {
    Map<String, Long> now = calls();
    Map<String, Long> made = new HashMap<>();
    now.forEach((name, count) -> made.put(name, count - before.getOrDefault(name, 0L)));
    made.keySet().removeAll(NOT_OURS);
    made.values().removeIf(count -> count == 0);
    before = now;
    double each = made.values().stream().mapToLong(n -> n).sum() / (double) EVENTS;
    LOG.info("{} commands for each event {}: {}", each, what, made);
    return each;
  }

  private Map<String, Long> calls() {
    Map<String, Long> calls = new HashMap<>();
    client
        .getRedisNodes(RedisNodes.SINGLE)
        .getInstance()
        .info(InfoSection.COMMANDSTATS)
        .forEach(
            (name, value) ->
                calls.put(
                    name.substring("cmdstat_".length()),
                    Long.parseLong(value.substring("calls=".length(), value.indexOf(',')))));
    return calls;
  }

  /** Bytes of all keys of the source, for each event. */
  private long memory(String what) {
    Long bytes =
        client
            .getScript(StringCodec.INSTANCE)
            .eval(
                RScript.Mode.READ_ONLY,
                """
                local bytes, cursor = 0, '0'
                repeat
                  local found = redis.call('SCAN', cursor, 'MATCH', ARGV[1], 'COUNT', 1000)
                  cursor = found[1]
                  for _, key in ipairs(found[2]) do
                    bytes = bytes + redis.call('MEMORY', 'USAGE', key, 'SAMPLES', 0)
                  end
                until cursor == '0'
                return bytes
                """,
                RScript.ReturnType.LONG,
                List.of(),
                QueueKeys.of(source, 0, 1).prefix() + "*");
    long each = bytes / EVENTS;
    LOG.info("{} bytes for each event that {}", each, what);
    return each;
  }

  private static <T> T get(CompletionStage<T> answer) throws Exception {
    return answer.toCompletableFuture().get(30, TimeUnit.SECONDS);
  }
}
