package dev.segmentnovu.relay.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.queue.NewEvent;
import dev.segmentnovu.queue.redis.RedisEventQueue;
import dev.segmentnovu.queue.redis.TestRedis;
import dev.segmentnovu.testing.Configs;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LoopLocalTest {

  private static final String SOURCE = "looplocal" + UUID.randomUUID();

  private final Vertx vertx = Vertx.vertx();
  private final RedisEventQueue shared =
      RedisEventQueue.connect(TestRedis.redis(), Configs.defaults().queue());

  @AfterEach
  void close() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
    shared.close();
  }

  /**
   * Asks Redis when it is deployed, listens for hints, and records the threads of replies and
   * hints.
   */
  private static final class Asking extends VerticleBase {
    final RedisEventQueue queue;
    final CompletableFuture<Thread> deployedOn = new CompletableFuture<>();
    final CompletableFuture<Thread> repliedOn = new CompletableFuture<>();
    final BlockingQueue<Thread> hintedOn = new LinkedBlockingQueue<>();

    Asking(RedisEventQueue queue) {
      this.queue = queue;
    }

    @Override
    public Future<?> start() {
      deployedOn.complete(Thread.currentThread());
      queue.onDue(SOURCE, () -> hintedOn.add(Thread.currentThread()));
      var problem = queue.claimProblem(List.of(SOURCE));
      return Future.fromCompletionStage(
          problem.whenComplete((pong, failure) -> repliedOn.complete(Thread.currentThread())));
    }
  }

  @Test
  void redis_replies_on_the_event_loop_that_asks() throws Exception {
    Asking asking = deployed().verticle;

    assertThat(asking.repliedOn.join()).isSameAs(asking.deployedOn.join());
  }

  @Test
  void a_hint_arrives_on_the_event_loop_that_listens() throws Exception {
    Asking asking = deployed().verticle;
    // the first call is no hint: each listener is called once at its start
    assertThat(asking.hintedOn.poll(10, TimeUnit.SECONDS)).isNotNull();

    var event = new NewEvent("ada", UUID.randomUUID().toString(), new byte[0]);
    shared.enqueue(SOURCE, List.of(event)).toCompletableFuture().get(10, TimeUnit.SECONDS);

    assertThat(asking.hintedOn.poll(10, TimeUnit.SECONDS)).isSameAs(asking.deployedOn.join());
  }

  @Test
  void the_client_ends_with_its_verticle_and_the_shared_one_does_not() throws Exception {
    Deployed deployed = deployed();
    RedisEventQueue own = deployed.verticle.queue;
    assertThat(pings(own)).isTrue();

    vertx.undeploy(deployed.id).await(10, TimeUnit.SECONDS);

    assertThat(pings(own)).isFalse();
    assertThat(pings(shared)).isTrue();
  }

  private record Deployed(String id, Asking verticle) {}

  private Deployed deployed() throws Exception {
    var made = new CompletableFuture<Asking>();
    var local =
        new LoopLocal(
            shared,
            own -> {
              var asking = new Asking(own);
              made.complete(asking);
              return asking;
            });
    String id = vertx.deployVerticle(local).await(10, TimeUnit.SECONDS);
    return new Deployed(id, made.join());
  }

  private static boolean pings(RedisEventQueue queue) throws Exception {
    return queue
        .claimProblem(List.of(SOURCE))
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS)
        .isEmpty();
  }
}
