package dev.segmentnovu.sandbox.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segmentnovu.sandbox.environment.SandboxOptions;
import dev.segmentnovu.sandbox.faults.Fault;
import dev.segmentnovu.sandbox.fixture.RunningSandbox;
import dev.segmentnovu.sandbox.fixture.RunningSandbox.Response;
import dev.segmentnovu.sandbox.fixture.Sandboxes;
import dev.segmentnovu.sandbox.fixture.SteppedClock;
import java.io.IOException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdempotencyTest {
  private static final String TRIGGER = "/v1/events/trigger";
  private static final String FOR_U1 = "{'name':'welcome','to':'u1'}";

  private final SteppedClock clock = new SteppedClock();

  @RegisterExtension private final Sandboxes sandboxes = new Sandboxes();

  private final RunningSandbox sandbox =
      sandboxes.start(SandboxOptions.onPort(0).withWorkflows("welcome").withIdempotency(), clock);

  @Test
  void by_default_the_header_is_ignored() throws Exception {
    RunningSandbox plain = sandboxes.start(SandboxOptions.onPort(0));
    plain.keyed("k", "POST", TRIGGER, FOR_U1);
    Response second = plain.keyed("k", "POST", TRIGGER, "{'name':'other','to':'u1'}");

    assertThat(second.status()).isEqualTo(201);
    assertThat(second.header("Idempotency-Replay")).isEmpty();
  }

  @Test
  void the_first_response_is_replayed_for_a_day_without_a_second_effect() throws Exception {
    Response first = sandbox.keyed("k", "POST", TRIGGER, FOR_U1);
    clock.step(Duration.ofHours(24).minusMillis(1));
    Response replay = sandbox.keyed("k", "POST", TRIGGER, FOR_U1);
    sandbox.novu.finishWork();

    assertThat(first.header("Idempotency-Key")).isEqualTo("k");
    assertThat(first.header("Idempotency-Replay")).isEmpty();
    assertThat(replay.status()).isEqualTo(201);
    assertThat(replay.body()).isEqualTo(first.body());
    assertThat(replay.header("Idempotency-Replay")).isEqualTo("true");
    assertThat(sandbox.novu.messages()).hasSize(1);

    clock.step(Duration.ofMillis(1));
    assertThat(sandbox.keyed("k", "POST", TRIGGER, FOR_U1).header("Idempotency-Replay")).isEmpty();
  }

  @Test
  void the_scope_is_the_organisation_not_the_endpoint_or_environment() throws Exception {
    Response first = sandbox.keyed("k", "POST", TRIGGER, FOR_U1);
    var elsewhere =
        sandbox
            .request("POST", TRIGGER, FOR_U1)
            .setHeader("Authorization", "ApiKey other")
            .setHeader("Idempotency-Key", "k");

    assertThat(sandbox.keyed("k", "POST", "/v2/topics", FOR_U1).status()).isEqualTo(422);
    assertThat(sandbox.send(elsewhere.build()).body()).isEqualTo(first.body());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'to':'u1','name':'welcome'}",
        "{'name':'welcome','to':'u2'}",
        "{'name':'welcome','to':'u1','payload':{}}"
      })
  void another_body_is_a_422_and_so_is_another_order_of_members(String body) throws Exception {
    sandbox.keyed("k", "POST", TRIGGER, FOR_U1);

    Response response = sandbox.keyed("k", "POST", TRIGGER, body);
    assertThat(response.status()).isEqualTo(422);
    assertThat(response.body().path("message").asText()).contains("different body");
  }

  @Test
  void spaces_in_the_body_make_no_difference() throws Exception {
    sandbox.keyed("k", "POST", TRIGGER, FOR_U1);

    Response response = sandbox.keyed("k", "POST", TRIGGER, "{ 'name': 'welcome', 'to': 'u1' }");
    assertThat(response.header("Idempotency-Replay")).isEqualTo("true");
  }

  @Test
  void while_the_first_request_is_in_progress_the_second_gets_409() throws Exception {
    sandbox.novu.fail(Fault.late(1, Duration.ofMillis(500)));
    var slow =
        sandbox.begin(
            sandbox.request("POST", TRIGGER, FOR_U1).setHeader("Idempotency-Key", "k").build());
    Awaitility.await().until(() -> sandbox.novu.requests().size() == 1);

    Response response = sandbox.keyed("k", "POST", TRIGGER, FOR_U1);
    assertThat(response.status()).isEqualTo(409);
    assertThat(response.header("Retry-After")).isEqualTo("1");
    assertThat(slow.get().statusCode()).isEqualTo(201);
    assertThat(sandbox.keyed("k", "POST", TRIGGER, FOR_U1).status()).isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 402, 404, 422, 500, 503})
  void an_error_is_stored_and_replayed_as_503(int status) throws Exception {
    sandbox.novu.fail(Fault.response(1, status));
    assertThat(sandbox.keyed("k", "POST", TRIGGER, FOR_U1).status()).isEqualTo(status);

    Response poisoned = sandbox.keyed("k", "POST", TRIGGER, FOR_U1);
    assertThat(poisoned.status()).isEqualTo(503);
    assertThat(poisoned.header("Idempotency-Replay")).isEqualTo("true");
    assertThat(sandbox.keyed("k-2", "POST", TRIGGER, FOR_U1).status()).isEqualTo(201);
  }

  @Test
  void an_error_of_the_endpoint_itself_is_stored_too() throws Exception {
    String unknown = "{'name':'nope','to':'u1'}";
    assertThat(sandbox.keyed("k", "POST", TRIGGER, unknown).status()).isEqualTo(422);

    assertThat(sandbox.keyed("k", "POST", TRIGGER, unknown).status()).isEqualTo(503);
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 429})
  void a_401_and_a_429_are_not_stored(int status) throws Exception {
    sandbox.novu.fail(Fault.response(1, status));
    assertThat(sandbox.keyed("k", "POST", TRIGGER, FOR_U1).status()).isEqualTo(status);

    assertThat(sandbox.keyed("k", "POST", TRIGGER, FOR_U1).status()).isEqualTo(201);
  }

  @Test
  void a_response_in_front_of_novu_is_not_stored() throws Exception {
    sandbox.novu.fail(Fault.response(1, 502).inFront());
    assertThat(sandbox.keyed("k", "POST", TRIGGER, FOR_U1).status()).isEqualTo(502);

    assertThat(sandbox.keyed("k", "POST", TRIGGER, FOR_U1).status()).isEqualTo(201);
  }

  @Test
  void a_response_that_was_lost_after_its_effect_is_replayed() throws Exception {
    sandbox.novu.fail(Fault.reset(1).onceApplied());
    assertThatThrownBy(() -> sandbox.keyed("k", "POST", TRIGGER, FOR_U1))
        .isInstanceOf(IOException.class);

    Response replay = sandbox.keyed("k", "POST", TRIGGER, FOR_U1);
    sandbox.novu.finishWork();
    assertThat(replay.status()).isEqualTo(201);
    assertThat(replay.header("Idempotency-Replay")).isEqualTo("true");
    assertThat(sandbox.novu.messages()).hasSize(1);
  }

  @Test
  void a_key_of_more_than_255_characters_is_a_400() throws Exception {
    assertThat(sandbox.keyed("k".repeat(255), "POST", TRIGGER, FOR_U1).status()).isEqualTo(201);
    assertThat(sandbox.keyed("k".repeat(256), "POST", TRIGGER, FOR_U1).status()).isEqualTo(400);
  }

  @Test
  void idempotency_keys_apply_to_post_and_patch_only() throws Exception {
    sandbox.call("POST", "/v2/subscribers", "{'subscriberId':'u1'}");
    String patch = "{'firstName':'Ada'}";
    sandbox.keyed("p", "PATCH", "/v2/subscribers/u1", patch);
    sandbox.keyed("d", "DELETE", "/v2/subscribers/u1", "");

    assertThat(sandbox.keyed("p", "PATCH", "/v2/subscribers/u1", patch).status()).isEqualTo(200);
    assertThat(sandbox.keyed("d", "DELETE", "/v2/subscribers/u1", "").status()).isEqualTo(404);
  }
}
