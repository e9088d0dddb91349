package dev.segmentnovu.ingest.admin.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.segmentnovu.config.Secret;
import dev.segmentnovu.config.access.AdminAccess;
import dev.segmentnovu.config.access.AdminRole;
import dev.segmentnovu.config.access.AdminToken;
import dev.segmentnovu.ingest.fixtures.AdminFixture;
import dev.segmentnovu.ingest.fixtures.LiveFollower;
import dev.segmentnovu.queue.redis.TestRedis;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A live stream ends when its token is not what it was. */
final class RevokedFollowerTest {

  private static final AdminToken OPS = token("ops", AdminRole.OPERATOR, "token-of-ops");
  private static final AdminToken BOARD = token("board", AdminRole.VIEWER, "token-of-board");

  private final AdminFixture relay =
      new AdminFixture(TestRedis.redis(), access(OPS, BOARD), Clock.systemUTC());

  private static AdminToken token(String name, AdminRole role, String value) {
    return AdminToken.of(name, role, new Secret(value));
  }

  private static AdminAccess access(AdminToken... tokens) {
    return new AdminAccess(Arrays.asList(tokens), Set.of());
  }

  @AfterEach
  void close() {
    relay.close();
  }

  private LiveFollower follow(String token, String query) throws Exception {
    var uri = URI.create("http://127.0.0.1:" + relay.admin.port() + "/admin/live" + query);
    HttpResponse<InputStream> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(uri).header("Authorization", "Bearer " + token).build(),
                BodyHandlers.ofInputStream());
    assertThat(response.statusCode()).isEqualTo(200);
    return new LiveFollower(response.body());
  }

  static Stream<Arguments> changes() {
    return Stream.of(
        Arguments.of("the token is removed", access(BOARD)),
        Arguments.of(
            "it becomes a viewer's", access(BOARD, token("ops", AdminRole.VIEWER, "token-of-ops"))),
        Arguments.of(
            "its value changes", access(BOARD, token("ops", AdminRole.OPERATOR, "another"))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("changes")
  void the_stream_of_a_token_that_changed_ends_and_others_go_on(String name, AdminAccess changed)
      throws Exception {
    try (LiveFollower revealed = follow("token-of-ops", "?reveal=true");
        LiveFollower board = follow("token-of-board", "?event=failure")) {
      relay.admin.admit(changed);

      await().until(revealed::hasEnded);
      int heard = board.text().length();
      await().until(() -> board.text().length() > heard);
      assertThat(board.hasEnded()).isFalse();
    }
  }

  @Test
  void a_stream_without_a_token_ends_when_the_port_asks_for_one() throws Exception {
    relay.admin.admit(AdminAccess.OPEN);
    try (LiveFollower follower = follow("", "?event=failure")) {
      relay.admin.admit(access(OPS, BOARD));

      await().until(follower::hasEnded);
    }
  }
}
