package dev.segmentnovu.queue.redis.control;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.config.setting.QueueSettings;
import dev.segmentnovu.queue.NewEvent;
import dev.segmentnovu.queue.admin.AuditEntries.Action;
import dev.segmentnovu.queue.admin.DeadLetters;
import dev.segmentnovu.queue.admin.OperatorQueue;
import dev.segmentnovu.queue.admin.Server;
import dev.segmentnovu.queue.history.ActivityRecorder;
import dev.segmentnovu.queue.jobs.JobOrder;
import dev.segmentnovu.queue.jobs.JobStore.Draft;
import dev.segmentnovu.queue.redis.RedisEventQueue;
import dev.segmentnovu.queue.redis.TestRedis;
import dev.segmentnovu.testing.Configs;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators learn of a real Redis. */
final class RedisServerTest {

  private static final int USERS = 500;
  private static final int BYTES = 1_000;

  private final String source = "m" + UUID.randomUUID();

  @ParameterizedTest
  @ValueSource(ints = {1, 64})
  void the_memory_of_each_structure_is_estimated_over_all_shards(int shards) {
    try (var queue =
        RedisEventQueue.connect(
            TestRedis.redis(), Configs.with(QueueSettings.SHARDS, shards).queue())) {
      Server server = operators(queue).server();
      assertThat(memory(server).values()).containsOnly(0L);

      List<NewEvent> events = new ArrayList<>();
      for (int i = 0; i < USERS; i++) {
        events.add(new NewEvent("u" + i, "message-" + i, new byte[BYTES]));
      }
      get(queue.enqueue(source, events));

      Map<String, Long> memory = memory(server);
      assertThat(memory)
          .containsOnlyKeys(
              "queue", "dead-letters", "deliveries", "message-ids", "profiles", "history")
          .containsEntry("dead-letters", 0L)
          .containsEntry("deliveries", 0L)
          .containsEntry("profiles", 0L);
      // at least the entries, and little for each user
      assertThat(memory.get("queue")).isBetween((long) USERS * BYTES, (long) USERS * BYTES * 2);
      assertThat(memory.get("message-ids")).isBetween(USERS * 10L, USERS * 200L);
    }
  }

  @Test
  void the_memory_of_the_jobs_and_of_the_audit_log_is_estimated() {
    try (var queue = RedisEventQueue.connect(TestRedis.redis(), Configs.defaults().queue())) {
      OperatorQueue operators = operators(queue);
      Map<String, Long> before = shared(operators.server());
      var order =
          new JobOrder(
              JobOrder.Action.EXPORT,
              new DeadLetters.Filter(source, null, null, "x".repeat(BYTES), null, null),
              List.of(source),
              DeadLetters.Position.TAIL,
              JobOrder.Mapping.CURRENT,
              false,
              null,
              1);

      get(
          queue
              .operators()
              .jobs()
              .store()
              .create(new Draft("job-" + source, "f", order, 1, "ada", Instant.now())));
      get(
          operators
              .auditEntries()
              .store(new Action("ada", "operator", "::1", "replay", source, "s", Map.of())));

      Map<String, Long> after = shared(operators.server());
      assertThat(after).containsOnlyKeys("jobs", "audit-log");
      assertThat(after.get("jobs")).isGreaterThan(before.get("jobs"));
      assertThat(after.get("audit-log")).isPositive();
    }
  }

  @Test
  void the_server_tells_its_role_its_version_and_its_memory() {
    try (var queue = RedisEventQueue.connect(TestRedis.redis(), Configs.defaults().queue())) {
      Server.State state = get(operators(queue).server().state(List.of(source, source + "2")));

      assertThat(state.role()).isEqualTo("master");
      assertThat(state.version()).matches("\\d+\\.\\d+.*");
      assertThat(state.usedBytes()).isPositive();
      assertThat(state.maxBytes()).isNull();
    }
  }

  private OperatorQueue operators(RedisEventQueue queue) {
    return queue.operators().queue(() -> List.of(source), new ActivityRecorder());
  }

  private Map<String, Long> memory(Server server) {
    return get(server.memory(source)).stream()
        .peek(each -> assertThat(each.source()).isEqualTo(source))
        .collect(Collectors.toMap(Server.Memory::structure, Server.Memory::bytes));
  }

  private static Map<String, Long> shared(Server server) {
    return get(server.sharedMemory()).stream()
        .peek(each -> assertThat(each.source()).isNull())
        .collect(Collectors.toMap(Server.Memory::structure, Server.Memory::bytes));
  }

  private static <T> T get(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(20, SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
