package dev.segmentnovu.queue.redis.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.segmentnovu.config.RedisAddress;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.setting.RedisSettings;
import dev.segmentnovu.queue.EnqueueResult;
import dev.segmentnovu.queue.NewEvent;
import dev.segmentnovu.queue.redis.RedisEventQueue;
import dev.segmentnovu.testing.Configs;
import dev.segmentnovu.testing.FreePort;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.redisson.api.RedissonClient;
import org.redisson.api.redisnode.RedisNode;
import org.redisson.api.redisnode.RedisNodes;
import redis.embedded.RedisServer;
import redis.embedded.RedisServerBuilder;

/** An event is accepted when a replica has it; tried with a primary and a replica of its own. */
final class DurabilityTest {

  private static final String SOURCE = "web";

  private RedisServer primary;
  private RedisServer replica;
  private RedisAddress address;
  private RedisEventQueue queue;
  private RedissonClient client;

  @BeforeEach
  void start() throws IOException {
    int port = FreePort.next();
    primary = server(port).build();
    primary.start();
    replica = server(FreePort.next()).setting("replicaof 127.0.0.1 " + port).build();
    replica.start();
    address = RedisAddress.parse("redis://127.0.0.1:" + port);
    client = RedisClients.connect(address, null);
    queue =
        RedisEventQueue.connect(
            Configs.with(RedisSettings.REPLICAS, 1).redis(address), Configs.defaults().queue());
    await().atMost(Duration.ofSeconds(30)).until(() -> isAccepted(enqueue("first")));
  }

  @AfterEach
  void stop() throws IOException {
    queue.close();
    client.shutdown();
    replica.stop();
    primary.stop();
  }

  @Test
  void an_event_and_its_repeat_are_accepted_only_when_a_replica_has_it() throws Exception {
    assertThat(enqueue("1")).isEqualTo(new EnqueueResult.Accepted(0));
    replica.stop();

    assertNotConfirmed(enqueue("2"));
    assertNotConfirmed(enqueue("2"));

    replica.start();
    await().atMost(Duration.ofSeconds(30)).until(() -> isAccepted(enqueue("2")));
    assertThat(enqueue("2")).isEqualTo(new EnqueueResult.Accepted(1));
    assertThat(get(queue.stats(SOURCE)).depth()).as("first, 1 and 2, each once").isEqualTo(3);
  }

  /** The embedded server is 7.0. */
  @Test
  void a_server_that_cannot_report_its_disk_accepts_nothing_and_says_why() throws Exception {
    RelayConfig.Redis onDisk = Configs.with(RedisSettings.FSYNC, true).redis(address);
    try (var strict = RedisEventQueue.connect(onDisk, Configs.defaults().queue())) {
      client.getScript().scriptFlush();

      for (int i = 0; i < 2; i++) {
        assertThat(get(strict.enqueue("disk", List.of(event("1")))))
            .isInstanceOfSatisfying(
                EnqueueResult.Unreplicated.class,
                refused -> assertThat(refused.reason()).contains("no WAITAOF", "7.2 or newer"));
      }
      assertThat(get(strict.stats("disk")).depth()).isEqualTo(1);
    }
  }

  @Test
  void scripts_that_a_server_lost_are_loaded_again() throws Exception {
    client.getScript().scriptFlush();

    assertThat(enqueue("1")).isEqualTo(new EnqueueResult.Accepted(0));
  }

  @Test
  void events_sent_together_need_one_confirmation() throws Exception {
    long before = waits();
    List<CompletionStage<EnqueueResult>> sent =
        IntStream.range(0, 100)
            .mapToObj(i -> queue.enqueue(SOURCE, List.of(event("many-" + i))))
            .toList();

    assertThat(sent).allSatisfy(each -> assertThat(isAccepted(get(each))).isTrue());
    assertThat(waits() - before).isBetween(1L, 20L);
  }

  private long waits() {
    String calls =
        client
            .getRedisNodes(RedisNodes.SINGLE)
            .getInstance()
            .info(RedisNode.InfoSection.COMMANDSTATS)
            .getOrDefault("cmdstat_wait", "calls=0,");
    return Long.parseLong(calls.replaceAll("calls=(\\d+),.*", "$1"));
  }

  private static void assertNotConfirmed(EnqueueResult result) {
    assertThat(result)
        .isInstanceOfSatisfying(
            EnqueueResult.Unreplicated.class,
            missing -> assertThat(missing.reason()).contains("0 of 1 replicas"));
  }

  private static boolean isAccepted(EnqueueResult result) {
    return result instanceof EnqueueResult.Accepted;
  }

  private EnqueueResult enqueue(String messageId) throws Exception {
    return get(queue.enqueue(SOURCE, List.of(event(messageId))));
  }

  private static NewEvent event(String messageId) {
    return new NewEvent("user", messageId, messageId.getBytes(UTF_8));
  }

  private static RedisServerBuilder server(int port) throws IOException {
    return RedisServer.builder()
        .port(port)
        .bind("127.0.0.1")
        .setting("save \"\"")
        .setting("repl-diskless-sync-delay 0");
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(30, SECONDS);
  }
}
