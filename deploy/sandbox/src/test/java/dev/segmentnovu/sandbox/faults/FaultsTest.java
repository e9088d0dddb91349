package dev.segmentnovu.sandbox.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segmentnovu.sandbox.environment.SandboxOptions;
import dev.segmentnovu.sandbox.fixture.RunningSandbox;
import dev.segmentnovu.sandbox.fixture.Sandboxes;
import dev.segmentnovu.sandbox.received.ReceivedRequest;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultsTest {
  private static final String TRIGGER = "/v1/events/trigger";
  private static final String FOR_U1 = "{'name':'welcome','to':'u1'}";

  @RegisterExtension private final Sandboxes sandboxes = new Sandboxes();

  private final RunningSandbox sandbox = sandboxes.start(SandboxOptions.onPort(0));

  @Test
  void a_scripted_response_is_sent_the_given_number_of_times_and_the_request_has_no_effect()
      throws Exception {
    sandbox.novu.fail(Fault.response(2, 429).header("Retry-After", "3"));

    for (int i = 0; i < 2; i++) {
      var response = sandbox.call("POST", TRIGGER, FOR_U1);
      assertThat(response.status()).isEqualTo(429);
      assertThat(response.raw().headers().firstValue("Retry-After")).hasValue("3");
      assertThat(response.body().path("statusCode").asInt()).isEqualTo(429);
    }
    assertThat(sandbox.novu.subscriber("u1")).isEmpty();
    assertThat(sandbox.call("POST", TRIGGER, FOR_U1).status()).isEqualTo(201);
  }

  @Test
  void a_script_decides_for_each_request_and_waiting_faults_come_before_it() throws Exception {
    sandbox.novu.script(
        (request, headers) ->
            request.concerns("u1") && headers.contains("authorization")
                ? Optional.of(Fault.response(1, 503).text("<html>").inFront())
                : Optional.empty());
    sandbox.novu.fail(Fault.response(1, 429));
    HttpRequest forU1 = sandbox.request("POST", TRIGGER, FOR_U1).build();

    assertThat(sandbox.begin(forU1).join().statusCode()).isEqualTo(429);
    for (int i = 0; i < 2; i++) {
      HttpResponse<byte[]> response = sandbox.begin(forU1).join();
      assertThat(response.statusCode()).isEqualTo(503);
      assertThat(response.body()).asString(UTF_8).isEqualTo("<html>");
    }
    assertThat(sandbox.call("POST", TRIGGER, "{'name':'welcome','to':'u2'}").status())
        .isEqualTo(201);

    sandbox.novu.script(FaultScript.NONE);
    assertThat(sandbox.begin(forU1).join().statusCode()).isEqualTo(201);
  }

  @Test
  void only_matching_requests_fail_and_so_does_a_batch_that_contains_one() throws Exception {
    sandbox.novu.fail(Fault.response(9, 500).at("POST", TRIGGER).about("u2"));

    assertThat(sandbox.call("POST", TRIGGER, FOR_U1).status()).isEqualTo(201);
    assertThat(sandbox.call("POST", "/v2/subscribers", "{'subscriberId':'u2'}").status())
        .isEqualTo(201);
    assertThat(sandbox.call("POST", TRIGGER, "{'name':'welcome','to':'u2'}").status())
        .isEqualTo(500);
    String batch =
        "{'events':[{'name':'welcome','to':'u1','payload':{}},"
            + "{'name':'welcome','to':{'subscriberId':'u2'},'payload':{}}]}";
    assertThat(sandbox.call("POST", TRIGGER + "/bulk", batch).status()).isEqualTo(500);

    sandbox.novu.heal();
    assertThat(sandbox.call("POST", TRIGGER + "/bulk", batch).status()).isEqualTo(201);
  }

  @Test
  void a_hanging_request_has_no_response_and_is_listed_nevertheless() throws Exception {
    sandbox.novu.fail(Fault.hang(1));
    var request = sandbox.request("POST", TRIGGER, FOR_U1).timeout(Duration.ofMillis(200)).build();

    assertThatThrownBy(() -> sandbox.send(request)).isInstanceOf(HttpTimeoutException.class);
    assertThat(sandbox.novu.requests())
        .singleElement()
        .extracting(ReceivedRequest::response)
        .isNull();
    assertThat(sandbox.lines).singleElement().asString().endsWith("→ no answer");
  }

  @Test
  void a_reset_may_come_after_the_request_took_effect() {
    sandbox.novu.fail(Fault.reset(1).at("POST", TRIGGER).onceApplied());

    assertThatThrownBy(() -> sandbox.call("POST", TRIGGER, FOR_U1)).isInstanceOf(IOException.class);
    assertThat(sandbox.novu.subscriber("u1")).isPresent();
  }

  @Test
  void a_late_response_is_the_usual_one() throws Exception {
    sandbox.novu.fail(Fault.late(1, Duration.ofMillis(50)));

    assertThat(sandbox.call("POST", TRIGGER, FOR_U1).status()).isEqualTo(201);
    var request = sandbox.novu.requests().get(0);
    assertThat(request.response()).isNotNull();
    assertThat(Duration.between(request.receivedAt(), request.response().at()))
        .isGreaterThanOrEqualTo(Duration.ofMillis(40));
  }

  @Test
  void faults_are_set_listed_and_cleared_over_http() throws Exception {
    var set =
        sandbox.call(
            "POST",
            "/sandbox/fail",
            "{'times':2,'method':'POST','path':'/v1/events','status':503,'body':{'down':true}}");

    assertThat(set.status()).isEqualTo(200);
    assertThat(set.body().at("/items/0/times").asInt()).isEqualTo(2);
    var response = sandbox.call("POST", TRIGGER, FOR_U1);
    assertThat(response.status()).isEqualTo(503);
    assertThat(response.body()).hasToString("{\"down\":true}");
    assertThat(sandbox.call("GET", "/sandbox/fail").body().at("/items/0/times").asInt())
        .isEqualTo(1);
    assertThat(sandbox.call("DELETE", "/sandbox/fail").body().path("items")).isEmpty();
    assertThat(sandbox.call("POST", TRIGGER, FOR_U1).status()).isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{oops",
        "{'times':0}",
        "{'times':'two'}",
        "{'status':700}",
        "{'act':'explode'}",
        "{'delayMillis':-1}",
        "{'subscriber':'u1'}"
      })
  void an_invalid_fault_is_rejected_with_the_reason(String body) throws Exception {
    var response = sandbox.call("POST", "/sandbox/fail", body);

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.body().path("message").asText()).isNotBlank();
    assertThat(sandbox.call("GET", "/sandbox/fail").body().path("items")).isEmpty();
  }
}
