package dev.segmentnovu.sandbox.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.segmentnovu.sandbox.environment.SandboxOptions;
import dev.segmentnovu.sandbox.fixture.RunningSandbox;
import dev.segmentnovu.sandbox.fixture.Sandboxes;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BrokenResponsesTest {
  private static final String TRIGGER = "/v1/events/trigger";
  private static final String FOR_U1 = "{'name':'welcome','to':'u1'}";

  @RegisterExtension private final Sandboxes sandboxes = new Sandboxes();

  private final RunningSandbox sandbox = sandboxes.start(SandboxOptions.onPort(0));

  @Test
  void a_malformed_response_breaks_off_after_the_request_took_effect() {
    sandbox.novu.fail(Fault.malformed(1));

    assertThatThrownBy(() -> sandbox.call("POST", TRIGGER, FOR_U1))
        .isInstanceOf(JsonProcessingException.class);
    assertThat(sandbox.novu.subscriber("u1")).isPresent();
  }

  @Test
  void a_cut_response_ends_with_the_connection() {
    sandbox.novu.fail(Fault.cut(1));

    assertThatThrownBy(() -> sandbox.call("POST", TRIGGER, FOR_U1))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(JsonProcessingException.class);
    assertThat(sandbox.novu.subscriber("u1")).isPresent();
  }

  @Test
  void a_huge_response_is_the_usual_one_with_padding() throws Exception {
    sandbox.novu.fail(Fault.huge(1));

    var response = sandbox.call("POST", TRIGGER, FOR_U1);
    assertThat(response.raw().body()).hasSizeGreaterThan(16 << 20);
    assertThat(response.status()).isEqualTo(201);
    assertThat(response.body().at("/data/status").asText()).isEqualTo("processed");
  }

  @Test
  void a_dripping_response_is_complete_and_slow() throws Exception {
    sandbox.novu.fail(Fault.drip(1, Duration.ofMillis(2)));
    Instant start = Instant.now();

    var response = sandbox.call("POST", TRIGGER, FOR_U1);
    int bytes = response.raw().body().length;
    assertThat(response.body().at("/data/status").asText()).isEqualTo("processed");
    assertThat(Duration.between(start, Instant.now()))
        .isGreaterThanOrEqualTo(Duration.ofMillis(bytes));
  }

  @Test
  void a_redirected_request_has_no_effect() throws Exception {
    sandbox.novu.fail(Fault.redirect(1, "http://127.0.0.1:1/elsewhere"));

    var response = sandbox.call("POST", TRIGGER, FOR_U1);
    assertThat(response.status()).isEqualTo(307);
    assertThat(response.header("Location")).isEqualTo("http://127.0.0.1:1/elsewhere");
    assertThat(sandbox.novu.subscriber("u1")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"invalid_recipients", "error"})
  void a_trigger_may_be_acknowledged_and_not_run(String status) throws Exception {
    sandbox.novu.fail(Fault.triggerStatus(1, status));

    var response = sandbox.call("POST", TRIGGER, FOR_U1);
    assertThat(response.status()).isEqualTo(201);
    assertThat(response.body().at("/data/acknowledged").asBoolean()).isTrue();
    assertThat(response.body().at("/data/status").asText()).isEqualTo(status);
    assertThat(sandbox.novu.waitingTriggers()).isZero();
  }

  @Test
  void a_500_has_an_error_id_and_without_its_database_novu_responds_after_30_seconds()
      throws Exception {
    sandbox.novu.fail(Fault.response(1, 500));
    assertThat(sandbox.call("POST", TRIGGER, FOR_U1).body().path("errorId").asText()).isNotEmpty();
    sandbox.novu.fail(Fault.response(1, 503));
    assertThat(sandbox.call("POST", TRIGGER, FOR_U1).body().has("errorId")).isFalse();

    Fault down = Fault.databaseDown(1);
    assertThat(down.hold()).isEqualTo(Duration.ofSeconds(30));
    assertThat(down.scripted().status()).isEqualTo(500);
  }

  @Test
  void a_request_that_is_held_in_front_of_novu_arrives_later() throws Exception {
    sandbox.novu.fail(Fault.late(1, Duration.ofMillis(20)).inFront());

    assertThat(sandbox.call("POST", TRIGGER, FOR_U1).status()).isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(strings = {"answer", "hang", "reset", "malformed", "cut", "huge", "drip"})
  void each_fault_can_be_set_over_http(String act) throws Exception {
    var response = sandbox.call("POST", "/sandbox/fail", "{'act':'" + act + "','inFront':true}");

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.body().at("/items/0/act").asText()).isEqualTo(act);
    assertThat(response.body().at("/items/0/inFront").asBoolean()).isTrue();
  }

  @Test
  void a_request_that_ends_in_front_of_novu_cannot_have_an_effect() throws Exception {
    assertThat(sandbox.call("POST", "/sandbox/fail", "{'applied':true,'inFront':true}").status())
        .isEqualTo(400);
  }
}
