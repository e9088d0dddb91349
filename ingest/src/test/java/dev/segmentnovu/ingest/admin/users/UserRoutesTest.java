package dev.segmentnovu.ingest.admin.users;

import static dev.segmentnovu.ingest.fixtures.AdminFixture.get;
import static dev.segmentnovu.ingest.fixtures.AdminFixture.json;
import static dev.segmentnovu.ingest.fixtures.AdminFixture.track;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.ingest.fixtures.AdminFixture;
import dev.segmentnovu.ingest.fixtures.Finished;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.FinishedEvent.Outcome;
import dev.segmentnovu.queue.Settlement.Next;
import dev.segmentnovu.queue.Settlement.Settled;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Users that an operator looks at, parks, retries, skips and forgets. */
final class UserRoutesTest {

  private static final String STATE =
      "{\"attempts\":2,\"history\":[{\"at\":\"2026-01-31T12:00:00Z\",\"message\":\"why\"}]}";

  private final AdminFixture relay = AdminFixture.open();

  @AfterEach
  void close() {
    relay.close();
  }

  private String path(String user) {
    return "/admin/users/" + relay.source + "/" + user;
  }

  private int status(String method, String path) {
    return relay.call(method, path).statusCode();
  }

  @Test
  void a_parked_user_is_not_claimed_until_it_is_unparked() {
    relay.enqueue("u 1/ü", "m1", track("u 1/ü", "A"));
    String path = path("%20u%201%2F%C3%BC%C2%A0/");

    assertThat(status("POST", path + "park")).isEqualTo(204);
    assertThat(status("POST", path + "park")).as("again").isEqualTo(204);
    assertThat(json(relay.call("GET", "/admin/queue")).at("/sources/0/parked").asInt())
        .isEqualTo(1);
    assertThat(get(relay.queue.claim(relay.source, 0, 10, true)).users()).isEmpty();

    assertThat(status("POST", path + "unpark")).isEqualTo(204);
    assertThat(status("POST", path + "unpark")).as("again").isEqualTo(204);
    ClaimedUser user = relay.claim();
    assertThat(user.orderingKey()).isEqualTo("u 1/ü");
    relay.settle(user, new Next.Release());
  }

  @Test
  void a_user_is_shown_with_its_events_dead_letters_and_deliveries() {
    String deadLetter = relay.addDeadLetter("u", "m0");
    relay.enqueue("u", "m1", track("u", "A"));
    relay.settle(
        relay.claim(),
        new Next.Release(),
        new Settled.Delivered(Finished.event("u", "m1", Outcome.DELIVERED)));
    relay.enqueue("u", "m2", track("u", "B"));
    relay.enqueue("u", "m3", track("u", "C"));
    relay.settle(relay.claim(), new Next.Backoff(Duration.ofHours(1), STATE));

    JsonNode user = json(relay.call("GET", path("u")));

    assertThat(user.fieldNames())
        .toIterable()
        .containsExactly(
            "source",
            "userId",
            "state",
            "waiting",
            "events",
            "attempts",
            "lastError",
            "nextTryAt",
            "deadLetters",
            "deliveries");
    assertThat(user.get("state").asText()).isEqualTo("retrying");
    assertThat(user.get("waiting").asInt()).isEqualTo(2);
    assertThat(user.get("events").get(0).toString())
        .isEqualTo(
            """
            {"messageId":"m2","type":"track","event":"B","receivedAt":"2026-01-31T12:00:00.000Z"}""");
    assertThat(user.get("events").get(1).get("messageId").asText()).isEqualTo("m3");
    assertThat(user.get("attempts").asInt()).isEqualTo(2);
    assertThat(user.get("lastError").asText()).isEqualTo("why");
    assertThat(user.get("nextTryAt").isTextual()).isTrue();
    assertThat(user.at("/deadLetters/0/id").asText()).isEqualTo(deadLetter);
    assertThat(user.at("/deliveries/0/messageId").asText()).isEqualTo("m1");
  }

  @Test
  void a_user_of_whom_nothing_is_known_is_idle() {
    JsonNode user = json(relay.call("GET", path("nobody")));

    assertThat(user.get("state").asText()).isEqualTo("idle");
    assertThat(user.get("events")).isEmpty();
    assertThat(user.get("lastError").isNull()).isTrue();
    assertThat(user.get("nextTryAt").isNull()).isTrue();
  }

  @Test
  void a_retry_makes_a_user_due() {
    relay.enqueue("u", "m1", track("u", "A"));
    relay.settle(relay.claim(), new Next.Backoff(Duration.ofHours(1), STATE));

    assertThat(status("POST", path("u/retry"))).isEqualTo(204);

    ClaimedUser held = relay.claim();
    assertThat(status("POST", path("u/retry"))).as("a worker tries already").isEqualTo(204);
    relay.settle(held, new Next.Release());
    assertThat(status("POST", path("u/park"))).isEqualTo(204);
    HttpResponse<String> parked = relay.call("POST", path("u/retry"));
    assertThat(parked.statusCode()).isEqualTo(409);
    assertThat(parked.body()).contains("unpark it first");
  }

  @Test
  void a_skip_moves_the_head_to_the_dead_letters_unless_a_worker_holds_the_user() {
    relay.enqueue("u", "m1", track("u", "A"));
    ClaimedUser held = relay.claim();
    HttpResponse<String> claimed = relay.call("POST", path("u/skip"));
    assertThat(claimed.statusCode()).isEqualTo(409);
    assertThat(claimed.body()).contains("park the user first");
    relay.settle(held, new Next.Backoff(Duration.ofHours(1), STATE));

    assertThat(status("POST", path("u/skip"))).isEqualTo(204);

    JsonNode user = json(relay.call("GET", path("u")));
    assertThat(user.get("state").asText()).isEqualTo("idle");
    assertThat(user.at("/deadLetters/0/reason").asText()).isEqualTo("skipped-by-operator");
  }

  @Test
  void a_skipped_head_counts_as_dead_and_makes_a_failure_group() {
    relay.enqueue("u", "m1", track("u", "A"));
    assertThat(status("POST", path("u/skip"))).isEqualTo(204);
    assertThat(status("POST", path("u/skip"))).as("nothing waits").isEqualTo(404);
    relay.flush();

    JsonNode history = json(relay.call("GET", "/admin/history?source=" + relay.source));
    assertThat(history.at("/funnel/0/dead").asInt()).isEqualTo(1);
    JsonNode groups = json(relay.call("GET", "/admin/issues?source=" + relay.source)).get("items");
    assertThat(groups).hasSize(1);
    JsonNode group = groups.get(0);
    assertThat(group.get("reason").asText()).isEqualTo("skipped-by-operator");
    assertThat(group.get("count").asInt()).isEqualTo(1);
    assertThat(group.toString())
        .contains(json(relay.call("GET", path("u"))).at("/deadLetters/0/id").asText());
  }

  @Test
  void parked_users_are_listed() {
    for (String user : new String[] {"a", "b", "c"}) {
      assertThat(status("POST", path(user + "/park"))).isEqualTo(204);
    }
    String list = "/admin/users?state=parked&source=" + relay.source + "&limit=2";

    JsonNode first = json(relay.call("GET", list));
    JsonNode second = json(relay.call("GET", list + "&cursor=" + first.get("next").asText()));

    assertThat(first.get("items")).hasSize(2);
    assertThat(second.get("items")).hasSize(1);
    assertThat(second.get("next").isNull()).isTrue();
    assertThat(first.at("/items/0/source").asText()).isEqualTo(relay.source);
    assertThat(first.at("/items/0/waiting").asInt()).isZero();
    assertThat(first.at("/items/0/parkedAt").asText()).endsWith("Z");
  }

  @ParameterizedTest
  @CsvSource({
    "'', state",
    "state=idle, state",
    "state=parked&source=other, source",
    "state=parked&limit=0, limit",
    "state=parked&x=1, x",
    "state=parked&cursor=%3F, cursor"
  })
  void a_wrong_query_of_the_list_is_refused(String query, String where) {
    HttpResponse<String> response = relay.call("GET", "/admin/users?" + query);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(json(response).at("/errors/0/where").asText()).isEqualTo(where);
  }

  @Test
  void a_forgotten_user_leaves_nothing_that_the_port_shows() {
    relay.addDeadLetter("u", "m0");
    relay.enqueue("u", "m1", track("u", "A"));
    relay.settle(
        relay.claim(),
        new Next.Release(),
        new Settled.Delivered(Finished.event("u", "m1", Outcome.DELIVERED)));
    relay.enqueue("u", "m2", track("u", "B"));

    JsonNode forgotten = json(relay.call("DELETE", path("u")));

    assertThat(forgotten.toString())
        .isEqualTo(
            """
            {"source":"%s","queued":1,"deadLetters":1,"deliveries":1,"rejections":0}"""
                .formatted(relay.source));
    JsonNode user = json(relay.call("GET", path("u")));
    assertThat(user.get("state").asText()).isEqualTo("idle");
    assertThat(user.get("deadLetters")).isEmpty();
    assertThat(user.get("deliveries")).isEmpty();
    assertThat(json(relay.call("GET", "/admin/events/m2")).get("state").asText())
        .isEqualTo("duplicate");
  }

  @ParameterizedTest
  @ValueSource(strings = {"retry", "skip"})
  void there_is_nothing_to_do_for_a_user_without_events(String action) {
    assertThat(relay.call("POST", path("nobody/" + action)))
        .satisfies(response -> assertThat(response.statusCode()).isEqualTo(404))
        .satisfies(response -> assertThat(response.body()).contains("No event of this user waits"));
  }

  @ParameterizedTest
  @CsvSource({
    "GET, ''",
    "DELETE, ''",
    "POST, /park",
    "POST, /unpark",
    "POST, /retry",
    "POST, /skip"
  })
  void an_unknown_source_is_a_404(String method, String action) {
    assertThat(relay.call(method, "/admin/users/other/u" + action))
        .satisfies(response -> assertThat(response.statusCode()).isEqualTo(404))
        .satisfies(response -> assertThat(response.body()).contains("no source of that name"));
  }
}
