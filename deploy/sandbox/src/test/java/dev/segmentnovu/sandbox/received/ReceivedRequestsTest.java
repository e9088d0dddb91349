package dev.segmentnovu.sandbox.received;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.sandbox.environment.SandboxOptions;
import dev.segmentnovu.sandbox.fixture.RunningSandbox;
import dev.segmentnovu.sandbox.fixture.Sandboxes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ReceivedRequestsTest {

  @RegisterExtension private final Sandboxes sandboxes = new Sandboxes();

  private final RunningSandbox sandbox = sandboxes.start(SandboxOptions.onPort(0));

  @Test
  void a_request_is_listed_with_its_ids_and_its_status() throws Exception {
    String body =
        "{'name':'welcome','to':{'subscriberId':'u1'},'payload':{'a':1},'transactionId':'t-1'}";
    sandbox.send(
        sandbox
            .request("POST", "/v1/events/trigger", body)
            .setHeader("Idempotency-Key", "k-1")
            .build());

    JsonNode item = sandbox.call("GET", "/sandbox/requests").body().at("/items/0");
    assertThat(item.path("sequence").asInt()).isEqualTo(1);
    assertThat(item.path("receivedAt").asText()).isNotEmpty();
    assertThat(item.path("method").asText()).isEqualTo("POST");
    assertThat(item.path("path").asText()).isEqualTo("/v1/events/trigger");
    assertThat(item.path("subscriberId").asText()).isEqualTo("u1");
    assertThat(item.path("workflow").asText()).isEqualTo("welcome");
    assertThat(item.path("transactionId").asText()).isEqualTo("t-1");
    assertThat(item.path("idempotencyKey").asText()).isEqualTo("k-1");
    assertThat(item.path("status").asInt()).isEqualTo(201);
    assertThat(item.at("/body/payload/a").asInt()).isEqualTo(1);
    assertThat(sandbox.lines)
        .containsExactly("novu ← trigger welcome for u1 {\"a\":1} → processed");
  }

  @Test
  void a_batch_is_one_request_with_its_items() throws Exception {
    RunningSandbox withWorkflow =
        sandboxes.start(SandboxOptions.onPort(0).withWorkflows("welcome"));
    withWorkflow.call(
        "POST",
        "/v1/events/trigger/bulk",
        "{'events':[{'name':'welcome','to':'u1','payload':{}},"
            + "{'name':'nope','to':'u2','payload':{}}]}");

    JsonNode item = withWorkflow.call("GET", "/sandbox/requests").body().at("/items/0");
    assertThat(item.path("subscriberId").isNull()).isTrue();
    assertThat(item.path("triggers"))
        .extracting(each -> each.path("subscriberId").asText() + " " + each.path("status").asText())
        .containsExactly("u1 processed", "u2 error");
    assertThat(withWorkflow.lines)
        .containsExactly(
            "novu ← trigger welcome for u1 {} → processed",
            "novu ← trigger nope for u2 {} → error");
  }

  @Test
  void since_leaves_out_earlier_requests_and_last_is_the_value_for_the_next_call()
      throws Exception {
    for (String id : new String[] {"a", "b", "c"}) {
      sandbox.call("POST", "/v2/subscribers", "{'subscriberId':'" + id + "'}");
    }

    var page = sandbox.call("GET", "/sandbox/requests?since=1&limit=1").body();
    assertThat(page.path("last").asInt()).isEqualTo(3);
    assertThat(page.path("items"))
        .singleElement()
        .extracting(item -> item.path("subscriberId").asText())
        .isEqualTo("b");
    assertThat(sandbox.call("GET", "/sandbox/requests?since=x").status()).isEqualTo(400);
    assertThat(sandbox.call("GET", "/sandbox/subscribers").body().path("items")).hasSize(3);
  }

  @Test
  void only_the_latest_are_kept() throws Exception {
    RunningSandbox keepingTwo = sandboxes.start(SandboxOptions.onPort(0).withKeep(2));
    for (String id : new String[] {"a", "b", "c"}) {
      keepingTwo.call("POST", "/v2/subscribers", "{'subscriberId':'" + id + "'}");
    }

    assertThat(keepingTwo.novu.requests())
        .extracting(ReceivedRequest::subscriberId)
        .containsExactly("b", "c");
  }

  @Test
  void a_long_payload_is_cut_in_the_line() throws Exception {
    sandbox.call(
        "POST",
        "/v1/events/trigger",
        "{'name':'welcome','to':'u1','payload':{'long':'" + "x".repeat(500) + "'}}");

    assertThat(sandbox.lines).singleElement().asString().hasSizeLessThan(220).contains("x…");
  }
}
