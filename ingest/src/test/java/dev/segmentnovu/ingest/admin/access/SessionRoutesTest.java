package dev.segmentnovu.ingest.admin.access;

import static dev.segmentnovu.ingest.fixtures.AdminFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.config.Secret;
import dev.segmentnovu.config.access.AdminAccess;
import dev.segmentnovu.config.access.AdminRole;
import dev.segmentnovu.config.access.AdminToken;
import dev.segmentnovu.ingest.fixtures.AdminFixture;
import dev.segmentnovu.queue.redis.TestRedis;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who a client is to the port. */
final class SessionRoutesTest {

  private static final String SESSION = "/admin/session";

  @Test
  void it_names_the_token_and_its_role() {
    var access =
        new AdminAccess(
            List.of(AdminToken.of("board", AdminRole.VIEWER, new Secret("token-of-board"))),
            Set.of());
    var clock = Clock.fixed(Instant.parse("2026-01-31T12:00:00Z"), ZoneOffset.UTC);
    try (var relay = new AdminFixture(TestRedis.redis(), access, clock)) {
      assertThat(relay.call("GET", SESSION).statusCode()).isEqualTo(401);

      JsonNode session = json(relay.use("token-of-board").call("GET", SESSION));

      assertThat(session.toString())
          .isEqualTo(
              "{\"name\":\"board\",\"role\":\"viewer\",\"open\":false,\"version\":\"not packaged\","
                  + "\"startedAt\":\"2026-01-31T12:00:00.000Z\",\"sandbox\":false}");
    }
  }

  @Test
  void a_port_without_a_token_is_open_to_an_operator() {
    try (var relay = AdminFixture.open()) {
      JsonNode session = json(relay.call("GET", SESSION));

      assertThat(session.get("name").asText()).isEqualTo("-");
      assertThat(session.get("role").asText()).isEqualTo("operator");
      assertThat(session.get("open").booleanValue()).isTrue();
    }
  }
}
