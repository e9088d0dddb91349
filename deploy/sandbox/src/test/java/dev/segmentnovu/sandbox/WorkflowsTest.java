package dev.segmentnovu.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.sandbox.environment.SandboxOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkflowsTest {
  private static final SandboxOptions OPTIONS =
      SandboxOptions.onPort(0).withWorkflows("receipt", "welcome").withInactive("paused");

  @Test
  void a_workflow_is_found_by_its_id() throws Exception {
    try (var sandbox = new RunningSandbox(OPTIONS)) {
      var reply = sandbox.call("GET", "/v2/workflows/welcome");

      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.body().at("/data/workflowId").asText()).isEqualTo("welcome");
      assertThat(reply.body().at("/data/status").asText()).isEqualTo("ACTIVE");
      assertThat(sandbox.call("GET", "/v2/workflows/paused").body().at("/data/status").asText())
          .isEqualTo("INACTIVE");
    }
  }

  @Test
  void an_unknown_workflow_is_a_404_that_names_it_in_ctx_and_beside_it() throws Exception {
    try (var sandbox = new RunningSandbox(OPTIONS)) {
      var reply = sandbox.call("GET", "/v2/workflows/nope");

      assertThat(reply.status()).isEqualTo(404);
      assertThat(reply.body().path("message").asText()).isEqualTo("Workflow cannot be found");
      assertThat(reply.body().path("workflowId").asText()).isEqualTo("nope");
      assertThat(reply.body().at("/ctx/workflowId").asText()).isEqualTo("nope");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', 'paused,receipt,welcome', 3",
    "?limit=2, 'paused,receipt', 3",
    "?limit=2&offset=2, welcome, 3",
    "?query=CEI, receipt, 1",
    "?query=none, '', 0"
  })
  void workflows_are_listed_by_page_and_by_part_of_their_name(
      String query, String expected, int total) throws Exception {
    try (var sandbox = new RunningSandbox(OPTIONS)) {
      var data = sandbox.call("GET", "/v2/workflows" + query).body().path("data");

      assertThat(data.path("workflows"))
          .extracting(each -> each.path("workflowId").asText())
          .containsExactly(expected.isEmpty() ? new String[0] : expected.split(","));
      assertThat(data.path("totalCount").asInt()).isEqualTo(total);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"limit=101", "limit=0", "limit=x", "offset=-1"})
  void a_page_that_cannot_be_is_a_422(String query) throws Exception {
    try (var sandbox = new RunningSandbox(OPTIONS)) {
      assertThat(sandbox.call("GET", "/v2/workflows?" + query).status()).isEqualTo(422);
    }
  }

  @Test
  void where_all_names_exist_the_one_asked_for_does() throws Exception {
    try (var sandbox = new RunningSandbox(SandboxOptions.onPort(0))) {
      assertThat(sandbox.call("GET", "/v2/workflows/any").status()).isEqualTo(200);
      assertThat(sandbox.call("GET", "/v2/workflows?query=any").body().at("/data/workflows/0/name"))
          .hasToString("\"any\"");
    }
  }

  @Test
  void the_environment_of_a_key_can_be_asked_for() throws Exception {
    try (var sandbox = new RunningSandbox(OPTIONS.withApiKeys("secret"))) {
      var me = sandbox.call("GET", "/v1/environments/me");
      var wrong =
          sandbox
              .request("GET", "/v1/environments/me", "")
              .setHeader("Authorization", "ApiKey wrong");

      assertThat(me.status()).isEqualTo(200);
      assertThat(me.body().at("/data/name").asText()).isNotEmpty();
      assertThat(me.body().at("/data/_id").asText()).matches("[0-9a-f]{24}");
      assertThat(sandbox.send(wrong.build()).status()).isEqualTo(401);
    }
  }
}
