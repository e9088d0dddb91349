package dev.segmentnovu.ingest.admin.users;

import static dev.segmentnovu.ingest.fixtures.AdminFixture.json;
import static dev.segmentnovu.ingest.fixtures.AdminFixture.track;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.config.Secret;
import dev.segmentnovu.config.access.AdminAccess;
import dev.segmentnovu.config.access.AdminRole;
import dev.segmentnovu.config.access.AdminToken;
import dev.segmentnovu.ingest.fixtures.AdminFixture;
import dev.segmentnovu.queue.redis.TestRedis;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Operators find users by their e-mail address. */
final class UserSearchRoutesTest {

  private static final String OPERATOR = "token-of-the-ops-team";
  private static final String VIEWER = "token-of-the-board";
  private static final String JANE = "jane@example.com";

  private final AdminFixture relay =
      new AdminFixture(
              TestRedis.redis(),
              new AdminAccess(
                  List.of(
                      AdminToken.of("ops", AdminRole.OPERATOR, new Secret(OPERATOR)),
                      AdminToken.of("board", AdminRole.VIEWER, new Secret(VIEWER))),
                  Set.of()),
              Clock.systemUTC())
          .use(OPERATOR);

  @AfterEach
  void close() {
    relay.close();
  }

  private JsonNode find(String query) {
    return json(relay.call("GET", "/admin/users/search?email=" + query));
  }

  private static String identify(String user, String member) {
    return "{\"type\":\"identify\",\"userId\":\"" + user + "\"," + member + "}";
  }

  @Test
  void a_user_is_found_by_traits_by_context_and_by_its_id_in_dead_letters_and_waiting_events() {
    relay.enqueue("u1", "m1", identify("u1", "\"traits\":{\"email\":\"" + JANE + "\"}"));
    relay.moveToDeadLetters(each -> each);
    relay.enqueue(
        "u2", "m2", identify("u2", "\"context\":{\"traits\":{\"email\":\"" + JANE + "\"}}"));
    relay.enqueue("u2", "m3", track("u2", "A"));
    relay.enqueue(JANE, "m4", track(JANE, "A"));
    relay.enqueue("u3", "m5", identify("u3", "\"traits\":{\"email\":\"joe@example.com\"}"));

    JsonNode found = find(JANE);

    assertThat(found.get("items"))
        .extracting(each -> each.get("userId").asText() + " " + each.get("where").asText())
        .containsExactlyInAnyOrder("u1 dead-letters", "u2 queue", JANE + " queue");
    assertThat(found.get("items"))
        .allMatch(each -> each.get("source").asText().equals(relay.source))
        .allMatch(each -> each.get("email").asText().equals(JANE));
    assertThat(found.get("complete").asBoolean()).isTrue();
    assertThat(find(JANE + "&source=" + relay.source).get("items")).hasSize(3);
    assertThat(find("nobody@example.com").get("items")).isEmpty();
  }

  @Test
  void a_parked_user_is_found_too() {
    relay.enqueue("u1", "m1", identify("u1", "\"traits\":{\"email\":\"" + JANE + "\"}"));
    relay.call("POST", "/admin/users/" + relay.source + "/u1/park");

    assertThat(find(JANE).at("/items/0/userId").asText()).isEqualTo("u1");
  }

  @Test
  void a_viewer_sees_addresses_masked() {
    relay.enqueue(JANE, "m4", track(JANE, "A"));

    assertThat(relay.use(VIEWER).call("GET", "/admin/users/search?email=" + JANE).body())
        .contains("j***@***.com")
        .doesNotContain("jane");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?email=", "?email=jane", "?email=a@b.c&name=x"})
  void a_mistake_is_named(String query) {
    assertThat(relay.call("GET", "/admin/users/search" + query).statusCode()).isEqualTo(400);
  }
}
