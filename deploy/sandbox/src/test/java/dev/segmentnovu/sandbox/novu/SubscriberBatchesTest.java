package dev.segmentnovu.sandbox.novu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.sandbox.environment.SandboxOptions;
import dev.segmentnovu.sandbox.fixture.RunningSandbox;
import dev.segmentnovu.sandbox.fixture.Sandboxes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubscriberBatchesTest {
  private static final String BULK = "/v1/subscribers/bulk";

  @RegisterExtension private final Sandboxes sandboxes = new Sandboxes();

  private final RunningSandbox sandbox = sandboxes.start(SandboxOptions.onPort(0));

  @Test
  void a_batch_sets_the_given_fields_and_keeps_all_others_and_data() throws Exception {
    sandbox.call(
        "POST",
        "/v2/subscribers",
        "{'subscriberId':'u1','email':'a@example.com','data':{'plan':'pro'}}");
    var response =
        sandbox.call(
            "POST",
            BULK,
            "{'subscribers':[{'subscriberId':'u1','firstName':'Ada'},{'subscriberId':'u2'}]}");

    assertThat(response.status()).isEqualTo(201);
    assertThat(response.body().path("data"))
        .hasToString(
            "{\"created\":[{\"subscriberId\":\"u2\"}],\"updated\":[{\"subscriberId\":\"u1\"}],"
                + "\"failed\":[]}");
    var stored = sandbox.novu.subscriber("u1").orElseThrow();
    assertThat(stored.path("firstName").asText()).isEqualTo("Ada");
    assertThat(stored.path("email").asText()).isEqualTo("a@example.com");
    assertThat(stored.path("data")).hasToString("{\"plan\":\"pro\"}");
  }

  @Test
  void the_same_id_twice_is_applied_in_order() throws Exception {
    var response =
        sandbox.call(
            "POST",
            BULK,
            "{'subscribers':[{'subscriberId':'u1','firstName':'A','data':{'n':1}},"
                + "{'subscriberId':'u1','firstName':'B','data':{'n':2}}]}");

    assertThat(response.body().at("/data/created")).hasSize(1);
    assertThat(response.body().at("/data/updated")).hasSize(1);
    var stored = sandbox.novu.subscriber("u1").orElseThrow();
    assertThat(stored.path("firstName").asText()).isEqualTo("B");
    assertThat(stored.path("data")).hasToString("{\"n\":2}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'subscriberId':''}",
        "{'firstName':'Ada'}",
        "{'subscriberId':'u2','email':'nobody'}",
        "{'subscriberId':'u2','data':[]}",
        "'u2'"
      })
  void one_invalid_item_fails_the_whole_call(String item) throws Exception {
    var response =
        sandbox.call("POST", BULK, "{'subscribers':[{'subscriberId':'u1'}," + item + "]}");

    assertThat(response.status()).isEqualTo(422);
    assertThat(sandbox.novu.subscriber("u1")).isEmpty();
  }

  @Test
  void a_batch_has_at_most_500_subscribers() throws Exception {
    assertThat(sandbox.call("POST", BULK, people(500, "")).status()).isEqualTo(201);
    assertThat(sandbox.call("POST", BULK, people(501, "")).status()).isEqualTo(422);
  }

  @Test
  void a_body_of_more_than_100_kilobytes_is_a_413_which_a_trigger_is_not() throws Exception {
    int rest = people(1, "").length();
    assertThat(sandbox.call("POST", BULK, people(1, "x".repeat(102_400 - rest))).status())
        .isEqualTo(201);
    var response = sandbox.call("POST", BULK, people(1, "x".repeat(102_401 - rest)));
    assertThat(response.status()).isEqualTo(413);
    assertThat(response.body().path("statusCode").asInt()).isEqualTo(413);

    String trigger = "{'name':'welcome','to':'u1','payload':{'x':'" + "x".repeat(500_000) + "'}}";
    assertThat(sandbox.call("POST", "/v1/events/trigger", trigger).status()).isEqualTo(201);
  }

  private static String people(int count, String name) {
    StringBuilder people = new StringBuilder("{'subscribers':[");
    for (int i = 0; i < count; i++) {
      people.append(i == 0 ? "" : ",").append("{'subscriberId':'u").append(i);
      people.append("','firstName':'").append(name).append("'}");
    }
    return people.append("]}").toString();
  }
}
