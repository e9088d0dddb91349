package dev.segmentnovu.sandbox.novu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.sandbox.environment.SandboxOptions;
import dev.segmentnovu.sandbox.fixture.RunningSandbox;
import dev.segmentnovu.sandbox.fixture.Sandboxes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkflowsTest {
  private static final SandboxOptions OPTIONS =
      SandboxOptions.onPort(0).withWorkflows("receipt", "welcome").withInactive("paused");

  @RegisterExtension private final Sandboxes sandboxes = new Sandboxes();

  private final RunningSandbox sandbox = sandboxes.start(OPTIONS);

  @Test
  void a_workflow_is_found_by_its_id() throws Exception {
    var response = sandbox.call("GET", "/v2/workflows/welcome");

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.body().at("/data/workflowId").asText()).isEqualTo("welcome");
    assertThat(response.body().at("/data/status").asText()).isEqualTo("ACTIVE");
    assertThat(sandbox.call("GET", "/v2/workflows/paused").body().at("/data/status").asText())
        .isEqualTo("INACTIVE");
  }

  @Test
  void an_unknown_workflow_is_a_404_that_names_it_in_the_body_and_in_ctx() throws Exception {
    var response = sandbox.call("GET", "/v2/workflows/nope");

    assertThat(response.status()).isEqualTo(404);
    assertThat(response.body().path("message").asText()).isEqualTo("Workflow cannot be found");
    assertThat(response.body().path("workflowId").asText()).isEqualTo("nope");
    assertThat(response.body().at("/ctx/workflowId").asText()).isEqualTo("nope");
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
    var data = sandbox.call("GET", "/v2/workflows" + query).body().path("data");

    assertThat(data.path("workflows"))
        .extracting(each -> each.path("workflowId").asText())
        .containsExactly(expected.isEmpty() ? new String[0] : expected.split(","));
    assertThat(data.path("totalCount").asInt()).isEqualTo(total);
  }

  @ParameterizedTest
  @ValueSource(strings = {"limit=101", "limit=0", "limit=x", "offset=-1"})
  void an_invalid_page_is_a_422(String query) throws Exception {
    assertThat(sandbox.call("GET", "/v2/workflows?" + query).status()).isEqualTo(422);
  }

  @Test
  void without_a_list_of_workflows_each_name_exists() throws Exception {
    RunningSandbox withAnyWorkflow = sandboxes.start(SandboxOptions.onPort(0));
    assertThat(withAnyWorkflow.call("GET", "/v2/workflows/any").status()).isEqualTo(200);
    assertThat(
            withAnyWorkflow
                .call("GET", "/v2/workflows?query=any")
                .body()
                .at("/data/workflows/0/name"))
        .hasToString("\"any\"");
  }

  @Test
  void a_key_can_read_its_environment() throws Exception {
    RunningSandbox withKey = sandboxes.start(OPTIONS.withApiKeys("secret"));
    var me = withKey.call("GET", "/v1/environments/me");
    var wrong =
        withKey
            .request("GET", "/v1/environments/me", "")
            .setHeader("Authorization", "ApiKey wrong");

    assertThat(me.status()).isEqualTo(200);
    assertThat(me.body().at("/data/name").asText()).isNotEmpty();
    assertThat(me.body().at("/data/_id").asText()).matches("[0-9a-f]{24}");
    assertThat(withKey.send(wrong.build()).status()).isEqualTo(401);
  }
}
