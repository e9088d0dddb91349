package dev.segmentnovu.sandbox.novu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.sandbox.environment.SandboxOptions;
import dev.segmentnovu.sandbox.fixture.RunningSandbox;
import dev.segmentnovu.sandbox.fixture.Sandboxes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubscribersTest {
  @RegisterExtension private final Sandboxes sandboxes = new Sandboxes();

  private final RunningSandbox sandbox = sandboxes.start(SandboxOptions.onPort(0));

  @Test
  void an_upsert_changes_the_fields_in_its_body_and_gets_201_each_time() throws Exception {
    var first =
        sandbox.call(
            "POST",
            "/v2/subscribers",
            "{'subscriberId':'u1','firstName':'Ada','email':'ada@example.com'}");
    var second =
        sandbox.call("POST", "/v2/subscribers", "{'subscriberId':' u1 ','firstName':null}");

    assertThat(first.status()).isEqualTo(201);
    assertThat(second.status()).isEqualTo(201);
    var stored = sandbox.call("GET", "/v2/subscribers/u1").body().path("data");
    assertThat(stored.path("email").asText()).isEqualTo("ada@example.com");
    assertThat(stored.path("firstName").isNull()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{'subscriberId':'u1'}", "{'subscriberId':'u1','data':null}"})
  void an_upsert_without_data_wipes_the_stored_data(String second) throws Exception {
    sandbox.call("POST", "/v2/subscribers", "{'subscriberId':'u1','data':{'plan':'pro'}}");
    sandbox.call("POST", "/v2/subscribers", second);

    assertThat(sandbox.novu.subscriber("u1").orElseThrow().path("data").isNull()).isTrue();
  }

  @Test
  void a_patch_with_data_replaces_it_and_a_patch_without_data_does_not_change_it()
      throws Exception {
    sandbox.call("POST", "/v2/subscribers", "{'subscriberId':'u1','data':{'plan':'pro'}}");

    assertThat(sandbox.call("PATCH", "/v2/subscribers/u1", "{'firstName':'Ada'}").status())
        .isEqualTo(200);
    assertThat(sandbox.novu.subscriber("u1").orElseThrow().path("data").path("plan").asText())
        .isEqualTo("pro");

    sandbox.call("PATCH", "/v2/subscribers/u1", "{'data':{'seats':3}}");
    assertThat(sandbox.novu.subscriber("u1").orElseThrow().path("data"))
        .hasToString("{\"seats\":3}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'subscriberId':''}",
        "{'subscriberId':7}",
        "{'subscriberId':'u1','email':''}",
        "{'subscriberId':'u1','email':'nobody'}",
        "{'subscriberId':'u1','firstName':7}",
        "{'subscriberId':'u1','data':[]}",
        "{'subscriberId':'u1','timezone':'Mars/Olympus'}"
      })
  void an_invalid_subscriber_is_a_422_in_novus_shape(String body) throws Exception {
    var response = sandbox.call("POST", "/v2/subscribers", body);

    assertThat(response.status()).isEqualTo(422);
    assertThat(response.body().path("statusCode").asInt()).isEqualTo(422);
    assertThat(response.body().path("path").asText()).isEqualTo("/v2/subscribers");
    assertThat(response.body().path("errors").path("general").path("messages")).isNotEmpty();
    assertThat(sandbox.novu.subscriber("u1")).isEmpty();
  }

  @Test
  void an_id_with_a_slash_is_found_when_encoded() throws Exception {
    sandbox.call("POST", "/v2/subscribers", "{'subscriberId':'a/b c'}");

    var response = sandbox.call("GET", "/v2/subscribers/a%2Fb%20c");
    assertThat(response.body().path("data").path("subscriberId").asText()).isEqualTo("a/b c");
  }

  @Test
  void a_deleted_subscriber_does_not_exist_and_the_second_delete_is_a_404() throws Exception {
    sandbox.call("POST", "/v2/subscribers", "{'subscriberId':'u1'}");

    assertThat(sandbox.call("DELETE", "/v2/subscribers/u1").status()).isEqualTo(200);
    assertThat(sandbox.call("DELETE", "/v2/subscribers/u1").status()).isEqualTo(404);
    assertThat(sandbox.call("PATCH", "/v2/subscribers/u1", "{}").status()).isEqualTo(404);
    assertThat(sandbox.call("GET", "/v2/subscribers/u1").status()).isEqualTo(404);
  }

  @Test
  void fail_if_exists_is_a_409() throws Exception {
    sandbox.call("POST", "/v2/subscribers", "{'subscriberId':'u1'}");

    var response =
        sandbox.call("POST", "/v2/subscribers?failIfExists=true", "{'subscriberId':'u1'}");
    assertThat(response.status()).isEqualTo(409);
  }

  @Test
  void data_is_replaced_as_a_whole_and_never_merged() throws Exception {
    sandbox.call("POST", "/v2/subscribers", "{'subscriberId':'u1','data':{'a':1,'b':{'c':2}}}");
    sandbox.call("POST", "/v2/subscribers", "{'subscriberId':'u1','data':{'b':{}}}");

    assertThat(sandbox.novu.subscriber("u1").orElseThrow().path("data")).hasToString("{\"b\":{}}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"firstName", "lastName", "email", "phone", "avatar", "locale", "timezone", "data"})
  void a_null_is_stored_as_null_by_post_and_by_patch(String field) throws Exception {
    String full =
        "{'subscriberId':'u1','firstName':'A','lastName':'B','email':'a@example.com','phone':'1',"
            + "'avatar':'x','locale':'en','timezone':'Europe/Paris','data':{'a':1}}";
    sandbox.call("POST", "/v2/subscribers", full);
    sandbox.call("POST", "/v2/subscribers", "{'subscriberId':'u1','" + field + "':null}");
    assertThat(sandbox.novu.subscriber("u1").orElseThrow().path(field).isNull()).isTrue();

    sandbox.call("POST", "/v2/subscribers", full);
    assertThat(sandbox.novu.subscriber("u1").orElseThrow().path(field).isNull()).isFalse();
    sandbox.call("PATCH", "/v2/subscribers/u1", "{'" + field + "':null}");
    assertThat(sandbox.novu.subscriber("u1").orElseThrow().path(field).isNull()).isTrue();
  }

  @Test
  void an_id_may_have_any_characters_and_any_length() throws Exception {
    String id = "ü/ " + "x".repeat(1_000) + "?";

    assertThat(sandbox.call("POST", "/v2/subscribers", "{'subscriberId':'" + id + "'}").status())
        .isEqualTo(201);
    assertThat(sandbox.novu.subscriber(id)).isPresent();
  }

  @Test
  void only_integrated_providers_accept_device_tokens() throws Exception {
    RunningSandbox withApns = sandboxes.start(SandboxOptions.onPort(0).withIntegrations("apns"));
    withApns.call("POST", "/v2/subscribers", "{'subscriberId':'u1'}");
    String fcm = "{'providerId':'fcm','credentials':{'deviceTokens':['t1']}}";

    assertThat(withApns.call("PATCH", "/v1/subscribers/u1/credentials", fcm).status())
        .isEqualTo(400);
    String apns = fcm.replace("fcm", "apns");
    assertThat(withApns.call("PATCH", "/v1/subscribers/u1/credentials", apns).status())
        .isEqualTo(200);
  }

  @Test
  void device_tokens_are_appended_once() throws Exception {
    sandbox.call("POST", "/v2/subscribers", "{'subscriberId':'u1'}");
    String body = "{'providerId':'fcm','credentials':{'deviceTokens':['t1','t2']}}";
    sandbox.call("PATCH", "/v1/subscribers/u1/credentials", body);
    var again = sandbox.call("PATCH", "/v1/subscribers/u1/credentials", body);

    assertThat(again.status()).isEqualTo(200);
    assertThat(again.body().at("/data/channels/0/credentials/deviceTokens"))
        .hasToString("[\"t1\",\"t2\"]");
  }

  @Test
  void credentials_of_an_unknown_subscriber_or_provider_are_a_400() throws Exception {
    String fcm = "{'providerId':'fcm','credentials':{'deviceTokens':['t1']}}";
    assertThat(sandbox.call("PATCH", "/v1/subscribers/u1/credentials", fcm).status())
        .isEqualTo(400);

    sandbox.call("POST", "/v2/subscribers", "{'subscriberId':'u1'}");
    String pigeon = fcm.replace("fcm", "pigeon");
    assertThat(sandbox.call("PATCH", "/v1/subscribers/u1/credentials", pigeon).status())
        .isEqualTo(400);
  }
}
