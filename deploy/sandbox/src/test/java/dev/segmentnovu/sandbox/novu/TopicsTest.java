package dev.segmentnovu.sandbox.novu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.sandbox.environment.SandboxOptions;
import dev.segmentnovu.sandbox.fixture.RunningSandbox;
import dev.segmentnovu.sandbox.fixture.Sandboxes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicsTest {
  private static final String MEMBERS = "/v2/topics/acme/subscriptions";

  @RegisterExtension private final Sandboxes sandboxes = new Sandboxes();

  private final RunningSandbox sandbox = sandboxes.start(SandboxOptions.onPort(0));

  @BeforeEach
  void start() throws Exception {
    sandbox.call("POST", "/v2/subscribers", "{'subscriberId':'u1'}");
  }

  @Test
  void a_topic_is_created_or_renamed() throws Exception {
    sandbox.call("POST", "/v2/topics", "{'key':'acme','name':'Acme'}");
    var response = sandbox.call("POST", "/v2/topics", "{'key':'acme'}");

    assertThat(response.status()).isEqualTo(201);
    assertThat(response.body().at("/data/name").asText()).isEqualTo("Acme");
  }

  @ParameterizedTest
  @ValueSource(strings = {"has space", "umlaut-ü", "slash/ed"})
  void a_key_that_breaks_novus_pattern_is_rejected(String key) throws Exception {
    assertThat(sandbox.call("POST", "/v2/topics", "{'key':'" + key + "'}").status()).isEqualTo(400);
    assertThat(sandbox.call("POST", "/v2/topics", "{'key':'" + "k".repeat(101) + "'}").status())
        .isEqualTo(422);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "A-z_0:9.x", "team+1@example.com"})
  void a_key_that_matches_novus_pattern_is_accepted(String key) throws Exception {
    assertThat(sandbox.call("POST", "/v2/topics", "{'key':'" + key + "'}").status()).isEqualTo(201);
    assertThat(sandbox.call("POST", "/v2/topics", "{'key':'" + "k".repeat(100) + "'}").status())
        .isEqualTo(201);
  }

  @ParameterizedTest
  @CsvSource({"100, 400", "101, 422"})
  void a_call_has_at_most_100_subscriptions(int count, int status) throws Exception {
    String each = "{'subscriberId':'nobody'},".repeat(count).replaceFirst(",$", "");

    assertThat(sandbox.call("POST", MEMBERS, "{'subscriptions':[" + each + "]}").status())
        .isEqualTo(status);
  }

  @Test
  void subscribing_creates_the_topic_and_may_be_repeated() throws Exception {
    String body = "{'subscriptions':[{'subscriberId':'u1'}]}";

    assertThat(sandbox.call("POST", MEMBERS, body).status()).isEqualTo(201);
    var again = sandbox.call("POST", MEMBERS, body);
    assertThat(again.status()).isEqualTo(201);
    assertThat(again.body().path("meta"))
        .hasToString("{\"totalCount\":1,\"successful\":1,\"failed\":0}");
  }

  @Test
  void the_documented_form_with_plain_strings_is_a_422() throws Exception {
    assertThat(sandbox.call("POST", MEMBERS, "{'subscriptions':['u1']}").status()).isEqualTo(422);
    assertThat(sandbox.call("POST", MEMBERS, "{'subscriptions':[]}").status()).isEqualTo(422);
  }

  @Test
  void subscribers_are_not_created_and_a_partial_failure_is_a_201() throws Exception {
    var some =
        sandbox.call(
            "POST", MEMBERS, "{'subscriptions':[{'subscriberId':'u1'},{'subscriberId':'u2'}]}");
    var none = sandbox.call("POST", MEMBERS, "{'subscriptions':[{'subscriberId':'u2'}]}");

    assertThat(some.status()).isEqualTo(201);
    assertThat(some.body().at("/errors/0/code").asText()).isEqualTo("SUBSCRIBER_NOT_FOUND");
    assertThat(none.status()).isEqualTo(400);
    assertThat(none.body().at("/meta/failed").asInt()).isEqualTo(1);
    assertThat(sandbox.novu.subscriber("u2")).isEmpty();
  }

  @Test
  void unsubscribing_twice_is_a_400_and_from_an_unknown_topic_a_404() throws Exception {
    String body = "{'subscriptions':[{'subscriberId':'u1'}]}";
    assertThat(sandbox.call("DELETE", MEMBERS, body).status()).isEqualTo(404);

    sandbox.call("POST", MEMBERS, body);
    assertThat(sandbox.call("DELETE", MEMBERS, body).status()).isEqualTo(200);
    var again = sandbox.call("DELETE", MEMBERS, body);
    assertThat(again.status()).isEqualTo(400);
    assertThat(again.body().at("/errors/0/code").asText()).isEqualTo("SUBSCRIPTION_NOT_FOUND");
  }
}
