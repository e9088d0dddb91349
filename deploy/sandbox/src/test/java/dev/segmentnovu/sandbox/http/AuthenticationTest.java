package dev.segmentnovu.sandbox.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.sandbox.environment.SandboxOptions;
import dev.segmentnovu.sandbox.fixture.RunningSandbox;
import dev.segmentnovu.sandbox.fixture.Sandboxes;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthenticationTest {

  @RegisterExtension private final Sandboxes sandboxes = new Sandboxes();

  @ParameterizedTest
  @CsvSource({
    "ApiKey right, 404",
    "ApiKey wrong, 401",
    "apikey right, 401",
    "Bearer right, 401",
    "right, 401"
  })
  void only_the_right_key_with_the_right_scheme_is_accepted(String header, int status)
      throws Exception {
    RunningSandbox sandbox = sandboxes.start(SandboxOptions.onPort(0).withApiKeys("right"));
    var request =
        sandbox.request("GET", "/v2/subscribers/u1", "").setHeader("Authorization", header);

    var response = sandbox.send(request.build());
    assertThat(response.status()).isEqualTo(status);
    assertThat(response.body().path("statusCode").asInt()).isEqualTo(status);
  }

  @Test
  void without_a_configured_key_any_key_is_accepted_but_not_a_missing_one() throws Exception {
    RunningSandbox sandbox = sandboxes.start(SandboxOptions.onPort(0));
    var request = sandbox.request("GET", "/v2/subscribers/u1", "");

    assertThat(sandbox.send(request.build()).status()).isEqualTo(404);
    assertThat(sandbox.send(request.setHeader("Authorization", "ApiKey ").build()).status())
        .isEqualTo(401);
  }

  @Test
  void the_body_is_parsed_before_the_key_is_checked() throws Exception {
    RunningSandbox sandbox = sandboxes.start(SandboxOptions.onPort(0).withApiKeys("right"));
    assertThat(sandbox.call("POST", "/v2/topics", "{oops").status()).isEqualTo(400);
    assertThat(sandbox.call("POST", "/v2/topics", "{}").status()).isEqualTo(401);
  }

  @Test
  void a_failure_has_a_status_a_path_a_message_and_a_time() throws Exception {
    RunningSandbox sandbox = sandboxes.start(SandboxOptions.onPort(0));
    var body = sandbox.call("GET", "/v2/subscribers/u1?x=1").body();

    assertThat(body.path("statusCode").asInt()).isEqualTo(404);
    assertThat(body.path("path").asText()).isEqualTo("/v2/subscribers/u1");
    assertThat(body.path("message").asText()).isNotEmpty();
    assertThat(Instant.parse(body.path("timestamp").asText())).isBefore(Instant.now());
  }

  @Test
  void a_body_that_is_no_json_object_is_a_400_and_an_unknown_path_a_404() throws Exception {
    RunningSandbox sandbox = sandboxes.start(SandboxOptions.onPort(0));
    assertThat(sandbox.call("POST", "/v1/events/trigger", "{oops").status()).isEqualTo(400);
    assertThat(sandbox.call("POST", "/v1/events/trigger", "[]").status()).isEqualTo(400);
    assertThat(sandbox.call("GET", "/v9/nothing").status()).isEqualTo(404);
  }
}
