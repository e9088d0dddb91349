package dev.segmentnovu.worker;

import static dev.segmentnovu.worker.testing.ScriptedNovu.AS_NOVU;
import static dev.segmentnovu.worker.testing.ScriptedNovu.HANG;
import static dev.segmentnovu.worker.testing.ScriptedNovu.response;
import static dev.segmentnovu.worker.testing.WorkerFixture.QUICK;
import static dev.segmentnovu.worker.testing.WorkerFixture.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.segmentnovu.event.EventType;
import dev.segmentnovu.queue.admin.QueueStats;
import dev.segmentnovu.queue.redis.RedisEventQueue;
import dev.segmentnovu.queue.redis.TestRedis;
import dev.segmentnovu.worker.testing.ScriptedNovu;
import dev.segmentnovu.worker.testing.WorkerFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A worker on a real Redis delivers, retries, drains and takes over. */
final class WorkerVerticleTest {

  private final WorkerFixture at = new WorkerFixture();
  private final ScriptedNovu novu = at.novu();

  @AfterEach
  void close() {
    at.close();
  }

  @Test
  void an_identify_and_a_track_reach_novu_in_order() {
    at.start(QUICK);
    at.enqueue(EventType.IDENTIFY, "u1", "{'userId':'u1','traits':{'email':'a@b.co','plan':'x'}}");
    at.track("u1", "User Registered", "{'n':1e-7}");

    await().until(() -> at.stats().totals().delivered() == 2);
    assertThat(novu.received)
        .extracting(ScriptedNovu.Received::line)
        .containsExactly(
            "GET /v2/subscribers/u1", "POST /v2/subscribers", "POST /v1/events/trigger");
    ScriptedNovu.Received trigger = novu.received.get(2);
    assertThat(trigger.headers())
        .containsEntry("Authorization", "ApiKey secret-1")
        .containsEntry("Content-Type", "application/json")
        .containsKey("Idempotency-Key");
    assertThat(trigger.body())
        .isEqualTo(
            "{\"name\":\"welcome\",\"to\":{\"subscriberId\":\"u1\"},\"payload\":{\"n\":1E-7},"
                + "\"transactionId\":\""
                + at.source()
                + ":m2:welcome\"}");
  }

  @Test
  void a_failing_event_is_retried_and_keeps_its_place() {
    Map<String, AtomicInteger> tries = new ConcurrentHashMap<>();
    ScriptedNovu.Script busy =
        part -> {
          String n = part.json().at("/payload/n").asText();
          int attempt = tries.computeIfAbsent(n, k -> new AtomicInteger()).incrementAndGet();
          return n.equals("1") && attempt < 4 ? response(503, "{\"message\":\"busy\"}") : AS_NOVU;
        };
    // the event of the other user may join any batch
    novu.script(request -> ScriptedNovu.each(request, busy));
    at.start(QUICK);
    for (int n = 0; n < 5; n++) {
      at.track("u", "User Registered", "{'n':" + n + "}");
    }
    at.track("other", "User Registered", "{'n':99}");

    await().until(() -> at.stats().totals().delivered() == 6);
    List<String> order = new ArrayList<>();
    List<String> keys = new ArrayList<>();
    List<String> transactions = new ArrayList<>();
    for (ScriptedNovu.Received request :
        novu.received.stream().flatMap(each -> each.parts().stream()).toList()) {
      String n = request.json().at("/payload/n").asText();
      if (!n.equals("99")) {
        order.add(n);
      }
      if (n.equals("1")) {
        keys.add(request.headers().get("Idempotency-Key"));
        transactions.add(request.json().at("/transactionId").asText());
      }
    }
    assertThat(order).containsExactly("0", "1", "1", "1", "1", "2", "3", "4");
    assertThat(keys).as("Novu keeps errors under a key").doesNotHaveDuplicates();
    assertThat(transactions.stream().distinct()).hasSize(1);
  }

  @Test
  void draining_finishes_calls_in_flight_and_gives_the_other_users_back() {
    novu.script(request -> HANG);
    at.start(QUICK);
    at.track("u", "User Registered", "{'n':1}");
    at.track("u", "User Registered", "{'n':2}");
    await().until(() -> novu.received.size() == 1);

    var stopped = at.undeploy();
    // the worker waits for the call in flight, which ends with its timeout
    assertThat(stopped.isComplete()).isFalse();
    get(stopped.toCompletionStage());

    QueueStats stats = at.stats();
    assertThat(stats.depth()).isEqualTo(2);
    assertThat(stats.claimed()).isZero();
    assertThat(novu.received).hasSize(1);
  }

  @Test
  void the_users_of_a_dead_worker_are_claimed_when_its_lease_ends() {
    var dead =
        RedisEventQueue.connect(
            TestRedis.redis(), WorkerFixture.queueConfig(Duration.ofMillis(300)));
    at.track("u", "User Registered", "{}");
    assertThat(get(dead.claim(at.source(), 0, 1, true)).users()).hasSize(1);
    dead.close();

    at.start(QUICK);

    await().until(() -> at.stats().totals().delivered() == 1);
  }

  @Test
  void page_alias_and_opted_out_events_are_skipped() {
    at.start(QUICK);
    at.enqueue(EventType.PAGE, "u", "{'userId':'u'}");
    at.enqueue(EventType.ALIAS, "u", "{'userId':'u','previousId':'p'}");
    at.enqueue(
        EventType.TRACK,
        "u",
        "{'userId':'u','event':'User Registered','integrations':{'All':false}}");

    await().until(() -> at.stats().totals().skipped() == 3);
    assertThat(novu.received).isEmpty();
  }
}
