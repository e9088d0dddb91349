package dev.segmentnovu.ingest.admin.queue;

import static dev.segmentnovu.ingest.fixtures.AdminFixture.get;
import static dev.segmentnovu.ingest.fixtures.AdminFixture.json;
import static dev.segmentnovu.ingest.fixtures.AdminFixture.track;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.ingest.fixtures.AdminFixture;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.Settlement.Next;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Users that an operator parks and unparks. */
final class UserRoutesTest {

  private final AdminFixture relay = AdminFixture.open();

  @AfterEach
  void close() {
    relay.close();
  }

  @Test
  void a_parked_user_is_not_claimed_until_it_is_unparked() {
    relay.enqueue("u 1/ü", "m1", track("u 1/ü", "A"));
    String path = "/admin/users/" + relay.source + "/%20u%201%2F%C3%BC%C2%A0/";

    assertThat(relay.call("POST", path + "park").statusCode()).isEqualTo(204);
    assertThat(relay.call("POST", path + "park").statusCode()).as("again").isEqualTo(204);
    assertThat(json(relay.call("GET", "/admin/queue")).at("/sources/0/parked").asInt())
        .isEqualTo(1);
    assertThat(get(relay.queue.claim(relay.source, 0, 10, true)).users()).isEmpty();

    assertThat(relay.call("POST", path + "unpark").statusCode()).isEqualTo(204);
    ClaimedUser user = relay.claim();
    assertThat(user.orderingKey()).isEqualTo("u 1/ü");
    relay.settle(user, new Next.Release());
  }

  @ParameterizedTest
  @ValueSource(strings = {"park", "unpark"})
  void an_unknown_user_or_source_is_a_404(String action) {
    assertThat(relay.call("POST", "/admin/users/" + relay.source + "/nobody/" + action))
        .satisfies(response -> assertThat(response.statusCode()).isEqualTo(404))
        .satisfies(response -> assertThat(response.body()).contains("No event of this user waits"));
    assertThat(relay.call("POST", "/admin/users/other/u/" + action))
        .satisfies(response -> assertThat(response.statusCode()).isEqualTo(404))
        .satisfies(response -> assertThat(response.body()).contains("no source of that name"));
    assertThat(relay.call("GET", "/admin/users/" + relay.source + "/u/" + action).statusCode())
        .isEqualTo(405);
  }
}
