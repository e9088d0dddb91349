package dev.segmentnovu.sandbox.novu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.sandbox.environment.SandboxOptions;
import dev.segmentnovu.sandbox.fixture.RunningSandbox;
import dev.segmentnovu.sandbox.fixture.Sandboxes;
import dev.segmentnovu.sandbox.received.ReceivedRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TriggersTest {
  private static final String TRIGGER = "/v1/events/trigger";
  private static final String BULK = "/v1/events/trigger/bulk";

  @RegisterExtension private final Sandboxes sandboxes = new Sandboxes();

  private final RunningSandbox sandbox =
      sandboxes.start(SandboxOptions.onPort(0).withWorkflows("welcome").withInactive("paused"));

  @Test
  void a_trigger_is_processed_and_creates_its_subscriber() throws Exception {
    var response =
        sandbox.call(
            "POST", TRIGGER, "{'name':'welcome','to':'u1','payload':{},'transactionId':'t-1'}");

    assertThat(response.status()).isEqualTo(201);
    assertThat(response.body().path("data"))
        .hasToString("{\"acknowledged\":true,\"status\":\"processed\",\"transactionId\":\"t-1\"}");
    assertThat(sandbox.novu.subscriber("u1")).isPresent();
  }

  @Test
  void an_object_recipient_updates_the_profile_and_does_not_change_data() throws Exception {
    sandbox.call("POST", "/v2/subscribers", "{'subscriberId':'u1','data':{'plan':'pro'}}");
    sandbox.call(
        "POST", TRIGGER, "{'name':'welcome','to':[{'subscriberId':'u1','firstName':'Ada'}]}");

    var stored = sandbox.novu.subscriber("u1").orElseThrow();
    assertThat(stored.path("firstName").asText()).isEqualTo("Ada");
    assertThat(stored.path("data").path("plan").asText()).isEqualTo("pro");
  }

  @Test
  void the_subscribers_that_a_trigger_reaches_are_in_the_list_and_not_in_the_response()
      throws Exception {
    sandbox.call(
        "POST", TRIGGER, "{'name':'welcome','to':['u1',{'subscriberId':'u2','email':'x'}]}");
    var response =
        sandbox.call("POST", TRIGGER, "{'name':'welcome','to':{'subscriberId':'u2','email':''}}");

    assertThat(response.body().path("data").properties()).hasSize(3);
    var list = sandbox.call("GET", "/sandbox/requests").body();
    assertThat(list.at("/items/0/triggers/0/reaches").asInt()).isEqualTo(1);
    assertThat(list.at("/items/0/triggers/0/dropped"))
        .hasToString("[\"u2: email must be an email\"]");
    assertThat(list.at("/items/1/triggers/0/status").asText()).isEqualTo("processed");
    assertThat(list.at("/items/1/triggers/0/reaches").isInt()).isTrue();
    assertThat(list.at("/items/1/triggers/0/reaches").asInt()).isZero();
    assertThat(sandbox.lines)
        .last()
        .asString()
        .endsWith(" → processed, reaches nobody (u2: email must be an email)");
    assertThat(sandbox.novu.requests())
        .extracting(ReceivedRequest::reachesAll)
        .containsExactly(true, false);
  }

  @Test
  void a_repeated_transaction_id_gets_the_same_response() throws Exception {
    String body = "{'name':'welcome','to':'u1','transactionId':'t-1'}";

    var first = sandbox.call("POST", TRIGGER, body);
    assertThat(sandbox.call("POST", TRIGGER, body).body()).isEqualTo(first.body());
  }

  @Test
  void only_the_status_in_the_body_shows_an_inactive_workflow_or_an_unknown_tenant()
      throws Exception {
    var paused = sandbox.call("POST", TRIGGER, "{'name':'paused','to':'u1'}");
    var tenant = sandbox.call("POST", TRIGGER, "{'name':'welcome','to':'u1','tenant':'x'}");

    assertThat(paused.status()).isEqualTo(201);
    assertThat(paused.body().at("/data/acknowledged").asBoolean()).isTrue();
    assertThat(paused.body().at("/data/status").asText()).isEqualTo("trigger_not_active");
    assertThat(tenant.body().at("/data/status").asText()).isEqualTo("no_tenant_found");
    assertThat(sandbox.novu.subscriber("u1")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'payload':{}",
        "'payload':null",
        "'overrides':{'email':{}}",
        "'transactionId':null",
        "'transactionId':''",
        "'actor':'u2'",
        "'actor':{'subscriberId':'u2','firstName':'Bob'}",
        "'tenant':'acme'",
        "'tenant':{'identifier':'acme'}",
        "'context':{'a':'x'}",
        "'context':{'a':'x','b':'x','c':'x','d':'x','e':{'id':'x'}}"
      })
  void a_trigger_may_have_each_optional_field(String field) throws Exception {
    RunningSandbox withTenant = sandboxes.start(SandboxOptions.onPort(0).withTenants("acme"));
    var response = withTenant.call("POST", TRIGGER, "{'name':'welcome','to':'u1'," + field + "}");

    assertThat(response.status()).isEqualTo(201);
    assertThat(response.body().at("/data/status").asText()).isEqualTo("processed");
    assertThat(response.body().at("/data/transactionId").asText()).isNotEmpty();
    withTenant.novu.finishWork();
    assertThat(withTenant.novu.messages()).extracting(Message::subscriberId).containsExactly("u1");
  }

  @Test
  void an_unknown_workflow_is_a_422() throws Exception {
    var response = sandbox.call("POST", TRIGGER, "{'name':'nope','to':'u1'}");

    assertThat(response.status()).isEqualTo(422);
    assertThat(response.body().path("message").asText()).isEqualTo("workflow_not_found");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'to':'u1'}",
        "{'name':'welcome'}",
        "{'name':'welcome','to':'u1','payload':[]}",
        "{'name':'welcome','to':'u1','transactionId':7}",
        "{'name':'welcome','to':'u1','context':{}}",
        "{'name':'welcome','to':'u1','context':{'a':1,'b':1,'c':1,'d':1,'e':1,'f':1}}",
        "{'name':'welcome','to':'u1','context':{'a':7}}",
        "{'name':'welcome','to':'u1','context':'a'}",
        "{'name':'welcome','to':'u1','payload':'a'}",
        "{'name':'welcome','to':'u1','overrides':[]}",
        "{'name':'welcome','to':'u1','actor':7}",
        "{'name':'welcome','to':'u1','tenant':7}",
        "{'name':7,'to':'u1'}",
        "{'name':'welcome','to':7}",
        "{'name':'welcome','to':null}"
      })
  void an_invalid_trigger_is_a_422(String body) throws Exception {
    var response = sandbox.call("POST", TRIGGER, body);

    assertThat(response.status()).isEqualTo(422);
    assertThat(response.body().path("message").asText()).isEqualTo("Validation Error");
  }

  @Test
  void a_batch_has_a_result_for_each_item_in_order_and_a_failed_item_stops_no_other()
      throws Exception {
    var response =
        sandbox.call(
            "POST",
            BULK,
            "{'events':[{'name':'welcome','to':'u1','payload':{},'transactionId':'a'},"
                + "{'name':'nope','to':'u2','payload':{},'transactionId':'b'},"
                + "{'name':'welcome','to':'u3','payload':{},'transactionId':'c'}]}");

    assertThat(response.status()).isEqualTo(201);
    assertThat(response.body().path("data"))
        .extracting(
            item -> item.path("transactionId").asText() + " " + item.path("status").asText())
        .containsExactly("a processed", "b error", "c processed");
    assertThat(response.body().at("/data/1/error/0").asText()).isEqualTo("workflow_not_found");
    assertThat(sandbox.novu.subscriber("u3")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 101})
  void a_batch_of_no_item_or_more_than_a_hundred_is_a_422(int count) throws Exception {
    String item = "{'name':'welcome','to':'u1','payload':{}},";
    String items = item.repeat(count).replaceFirst(",$", "");

    assertThat(sandbox.call("POST", BULK, "{'events':[" + items + "]}").status()).isEqualTo(422);
  }

  @Test
  void a_batch_of_a_hundred_items_is_accepted() throws Exception {
    String items = "{'name':'welcome','to':'u1','payload':{}},".repeat(100).replaceFirst(",$", "");

    var response = sandbox.call("POST", BULK, "{'events':[" + items + "]}");
    assertThat(response.status()).isEqualTo(201);
    assertThat(response.body().path("data")).hasSize(100);
  }
}
