package dev.segmentnovu.ingest.admin.queue;

import static dev.segmentnovu.ingest.fixtures.AdminFixture.get;
import static dev.segmentnovu.ingest.fixtures.AdminFixture.json;
import static dev.segmentnovu.ingest.fixtures.AdminFixture.track;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.ingest.fixtures.AdminFixture;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.RateBudget.Ask;
import dev.segmentnovu.queue.RateBudget.BatchBid;
import dev.segmentnovu.queue.RateBudget.Seen;
import dev.segmentnovu.queue.Settlement.Next;
import dev.segmentnovu.queue.Settlement.Settled;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the admin API and the gauges show about the queue. */
final class QueueRoutesTest {

  private static final String QUEUE = "/admin/queue";

  private final AdminFixture relay = AdminFixture.open();

  @AfterEach
  void close() {
    relay.close();
  }

  @Test
  void the_queue_shows_the_state_of_each_source() {
    relay.enqueue("u1", "m1", track("u1", "A"));
    relay.enqueue("u1", "m2", track("u1", "B"));
    relay.enqueue("u1", "m2", track("u1", "B"));
    ClaimedUser user = relay.claim();
    relay.settle(user, new Next.Backoff(Duration.ofHours(1), null), new Settled.Delivered());
    relay.addDeadLetter("u2", "m3");
    relay.enqueue("u3", "m4", track("u3", "C"));

    JsonNode sources = json(relay.call("GET", QUEUE)).get("sources");

    assertThat(sources).hasSize(1);
    JsonNode source = sources.get(0);
    assertThat(source.fieldNames())
        .toIterable()
        .containsExactly(
            "source",
            "depth",
            "bytes",
            "runnable",
            "claimed",
            "retrying",
            "parked",
            "oldestAgeSeconds",
            "dead",
            "deadBytes",
            "unmapped",
            "totals",
            "rates",
            "budget",
            "idempotency");
    assertThat(source.get("source").asText()).isEqualTo(relay.source);
    assertThat(source.get("depth").asInt()).isEqualTo(2);
    assertThat(source.get("bytes").asInt()).isPositive();
    assertThat(source.get("runnable").asInt()).isEqualTo(1);
    assertThat(source.get("claimed").asInt()).isZero();
    assertThat(source.get("retrying").asInt()).isEqualTo(1);
    assertThat(source.get("parked").asInt()).isZero();
    assertThat(source.get("oldestAgeSeconds").isNumber()).isTrue();
    assertThat(source.get("dead").asInt()).isEqualTo(1);
    assertThat(source.get("deadBytes").asInt()).isPositive();
    assertThat(source.get("unmapped").asInt()).isEqualTo(1);
    assertThat(source.get("totals").toString())
        .isEqualTo(
            """
            {"enqueued":4,"duplicates":1,"delivered":1,"skipped":0,"died":1,"evicted":0,"violations":0}""");
    assertThat(source.get("budget")).isEmpty();
    assertThat(source.get("idempotency").asText()).isEqualTo("unknown");
    assertThat(source.get("rates").fieldNames())
        .toIterable()
        .containsExactly("enqueuedPerSecond", "deliveredPerSecond", "diedPerSecond");
  }

  @Test
  void it_shows_whether_the_workers_found_that_novu_honours_idempotency_keys() {
    for (boolean honoured : new boolean[] {false, true}) {
      get(relay.queue.storeIdempotency(relay.source, honoured));

      assertThat(json(relay.call("GET", QUEUE)).at("/sources/0/idempotency").asText())
          .isEqualTo(honoured ? "on" : "off");
    }
  }

  @Test
  void it_shows_the_rate_budget_that_the_workers_share() {
    var seen = new Seen(300, Duration.ofSeconds(5), 330, 200, 0, Duration.ZERO, 0);
    var none = new BatchBid("w", 0);
    get(relay.queue.rateBudget().take(relay.source, new Ask("trigger", 50, none, null, seen)));
    get(relay.queue.rateBudget().take(relay.source, new Ask("configuration", 1, none, 5.0, null)));

    JsonNode budget = json(relay.call("GET", QUEUE)).at("/sources/0/budget");

    assertThat(budget).as("the limit of the other category is unknown").hasSize(1);
    assertThat(budget.get(0).get("category").asText()).isEqualTo("trigger");
    assertThat(budget.get(0).get("perSecond").asDouble()).isEqualTo(60);
    assertThat(budget.get(0).get("burst").asInt()).isEqualTo(330);
    assertThat(budget.get(0).get("granted").asInt()).isEqualTo(50);
    assertThat(budget.get(0).get("left").asInt()).isBetween(150, 330);
  }

  @Test
  void rates_and_gauges_come_from_samples() {
    assertThat(json(relay.call("GET", QUEUE)).at("/sources/0/oldestAgeSeconds").isNull()).isTrue();
    await().until(() -> rate("enqueued").isNumber());
    assertThat(rate("enqueued").asDouble()).isZero();

    relay.addDeadLetter("u1", "m1");
    relay.enqueue("u2", "m2", track("u2", "A"));

    await().until(() -> rate("died").asDouble() > 0);
    assertThat(rate("enqueued").asDouble()).isPositive();
    assertThat(rate("delivered").asDouble()).isZero();
    String tag = "{source=\"" + relay.source + "\"} ";
    await()
        .untilAsserted(
            () ->
                assertThat(relay.call("GET", "/metrics").body())
                    .contains("relay_queue_depth" + tag + "1.0")
                    .contains("relay_queue_dead_letters" + tag + "1.0")
                    .containsPattern("relay_queue_oldest_age_seconds\\Q" + tag + "\\E[1-9]"));
  }

  private JsonNode rate(String name) {
    return json(relay.call("GET", QUEUE)).at("/sources/0/rates/" + name + "PerSecond");
  }

  @Test
  void undeploying_the_verticle_removes_its_gauges() {
    assertThat(relay.registry.scrape()).contains("relay_queue_depth");

    get(relay.vertx.undeploy(relay.admin.deploymentID()).toCompletionStage());

    assertThat(relay.registry.scrape()).doesNotContain("relay_queue");
  }
}
