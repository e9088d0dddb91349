package dev.segmentnovu.sandbox.novu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.sandbox.environment.SandboxOptions;
import dev.segmentnovu.sandbox.fixture.RunningSandbox;
import dev.segmentnovu.sandbox.fixture.Sandboxes;
import dev.segmentnovu.sandbox.fixture.SteppedClock;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessagesTest {
  private static final String TRIGGER = "/v1/events/trigger";
  private static final String T1 =
      "{'name':'welcome','to':'u1','payload':{'a':1},'transactionId':'t-1'}";

  private final SteppedClock clock = new SteppedClock();

  @RegisterExtension private final Sandboxes sandboxes = new Sandboxes();

  private final RunningSandbox sandbox =
      sandboxes.start(
          SandboxOptions.onPort(0)
              .withWorkflows("welcome")
              .withInactive("paused")
              .withDelayed("later", Duration.ofHours(1))
              .withKeep(20),
          clock);

  @Test
  void the_worker_makes_a_message_some_time_after_the_response() throws Exception {
    sandbox.call("POST", TRIGGER, T1);
    clock.step(SandboxOptions.DEFAULT_WORKER_DELAY.minusMillis(1));
    assertThat(sandbox.novu.messages()).isEmpty();
    assertThat(sandbox.novu.waitingTriggers()).isOne();

    clock.step(Duration.ofMillis(1));
    Message message = sandbox.novu.messages().get(0);
    assertThat(message.at()).isEqualTo(clock.instant());
    assertThat(message.subscriberId()).isEqualTo("u1");
    assertThat(message.workflow()).isEqualTo("welcome");
    assertThat(message.transactionId()).isEqualTo("t-1");
    assertThat(message.payload()).hasToString("{\"a\":1}");
    assertThat(sandbox.novu.waitingTriggers()).isZero();
  }

  @Test
  void a_resend_two_seconds_later_makes_no_second_message() throws Exception {
    var first = sandbox.call("POST", TRIGGER, T1);
    clock.step(Duration.ofSeconds(2));
    var second = sandbox.call("POST", TRIGGER, T1);
    sandbox.novu.finishWork();

    assertThat(second.status()).isEqualTo(201);
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(sandbox.novu.messages()).hasSize(1);
  }

  @Test
  void with_a_backlog_in_the_worker_a_resend_12_s_later_makes_a_second_message() throws Exception {
    var options = SandboxOptions.onPort(0).withWorkerDelay(Duration.ofSeconds(20));
    RunningSandbox busy = sandboxes.start(options, clock);
    busy.call("POST", TRIGGER, T1);
    clock.step(Duration.ofSeconds(12));
    busy.call("POST", TRIGGER, T1);
    busy.novu.finishWork();

    assertThat(busy.novu.messages()).hasSize(2);
  }

  @Test
  void ten_equal_triggers_at_once_make_ten_messages() throws Exception {
    List<CompletableFuture<HttpResponse<byte[]>>> calls = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      calls.add(sandbox.begin(sandbox.request("POST", TRIGGER, T1).build()));
    }
    for (var call : calls) {
      assertThat(call.get().statusCode()).isEqualTo(201);
    }
    sandbox.novu.finishWork();

    assertThat(sandbox.novu.messages()).hasSize(10);
  }

  @Test
  void a_trigger_that_is_twice_in_one_batch_makes_two_messages() throws Exception {
    sandbox.call("POST", TRIGGER + "/bulk", "{'events':[" + T1 + "," + T1 + "]}");
    sandbox.novu.finishWork();

    assertThat(sandbox.novu.messages()).hasSize(2);
  }

  @Test
  void triggers_without_a_transaction_id_are_never_duplicates() throws Exception {
    for (int i = 0; i < 2; i++) {
      sandbox.call("POST", TRIGGER, "{'name':'welcome','to':'u1'}");
      clock.step(Duration.ofSeconds(2));
    }

    assertThat(sandbox.novu.messages()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'Topic','topicKey':'none'}",
        "{'subscriberId':'u1','email':''}",
        "{'subscriberId':'u1','phone':1}"
      })
  void a_processed_trigger_that_reaches_nobody_makes_no_message(String to) throws Exception {
    assertThat(
            sandbox
                .call("POST", TRIGGER, "{'name':'welcome','to':" + to + "}")
                .body()
                .at("/data/status")
                .asText())
        .isEqualTo("processed");
    sandbox.novu.finishWork();

    assertThat(sandbox.novu.messages()).isEmpty();
  }

  @Test
  void a_trigger_that_is_not_processed_makes_no_message() throws Exception {
    sandbox.call("POST", TRIGGER, "{'name':'paused','to':'u1'}");
    sandbox.call("POST", TRIGGER, "{'name':'welcome','to':'u1','tenant':'none'}");
    sandbox.novu.finishWork();

    assertThat(sandbox.novu.messages()).isEmpty();
  }

  @Test
  void each_subscriber_of_a_topic_and_of_a_list_gets_exactly_one_message() throws Exception {
    for (String id : List.of("u1", "u2")) {
      sandbox.call("POST", "/v2/subscribers", "{'subscriberId':'" + id + "'}");
    }
    sandbox.call(
        "POST",
        "/v2/topics/acme/subscriptions",
        "{'subscriptions':[{'subscriberId':'u1'},{'subscriberId':'u2'}]}");
    sandbox.call(
        "POST",
        TRIGGER,
        "{'name':'welcome','to':[{'type':'Topic','topicKey':'acme'},'u2',{'subscriberId':'u3'}]}");
    sandbox.novu.finishWork();

    assertThat(sandbox.novu.messages())
        .extracting(Message::subscriberId)
        .containsExactlyInAnyOrder("u1", "u2", "u3");
  }

  @Test
  void a_message_has_an_address_if_the_profile_has_one_when_the_message_is_made() throws Exception {
    String identify = "{'subscriberId':'u1','email':'a@example.com'}";
    sandbox.call("POST", TRIGGER, T1);
    clock.step(Duration.ofSeconds(2));
    sandbox.call("POST", "/v2/subscribers", identify);
    sandbox.call("POST", TRIGGER, T1.replace("t-1", "t-2"));
    clock.step(Duration.ofSeconds(2));

    assertThat(sandbox.novu.messages()).extracting(Message::addressed).containsExactly(false, true);
  }

  @Test
  void a_delayed_message_can_be_cancelled_from_its_storing_to_its_sending() throws Exception {
    String later = "{'name':'later','to':'u1','transactionId':'t-9'}";
    sandbox.call("POST", TRIGGER, later);
    assertThat(cancel("t-9")).isFalse();

    clock.step(Duration.ofSeconds(2));
    assertThat(cancel("t-9")).isTrue();
    assertThat(cancel("t-9")).isFalse();
    clock.step(Duration.ofHours(2));
    assertThat(sandbox.novu.messages()).isEmpty();

    sandbox.call("POST", TRIGGER, later.replace("t-9", "t-10"));
    clock.step(Duration.ofHours(2));
    assertThat(sandbox.novu.messages()).hasSize(1);
    assertThat(cancel("t-10")).isFalse();
  }

  @Test
  void a_message_without_a_delay_cannot_be_cancelled() throws Exception {
    sandbox.call("POST", TRIGGER, T1);
    clock.step(Duration.ofSeconds(2));

    assertThat(cancel("t-1")).isFalse();
    assertThat(sandbox.novu.messages()).hasSize(1);
  }

  private boolean cancel(String transactionId) throws Exception {
    var response = sandbox.call("DELETE", TRIGGER + "/" + transactionId);
    assertThat(response.status()).isEqualTo(200);
    return response.body().path("data").booleanValue();
  }

  @Test
  void the_sandbox_keeps_as_many_messages_as_requests() throws Exception {
    for (int i = 0; i < 30; i++) {
      sandbox.call("POST", TRIGGER, T1.replace("t-1", "m-" + i));
    }
    sandbox.novu.finishWork();

    assertThat(sandbox.novu.messages()).hasSize(20);
    assertThat(sandbox.novu.messages().get(19).transactionId()).isEqualTo("m-29");
  }

  @Test
  void messages_are_listed_over_http() throws Exception {
    sandbox.call("POST", TRIGGER, T1);
    assertThat(sandbox.call("GET", "/sandbox/messages").body().path("waiting").asInt()).isOne();

    clock.step(Duration.ofSeconds(2));
    var list = sandbox.call("GET", "/sandbox/messages").body();
    assertThat(list.path("waiting").asInt()).isZero();
    assertThat(list.at("/items/0/subscriberId").asText()).isEqualTo("u1");
    assertThat(list.at("/items/0/addressed").isBoolean()).isTrue();

    sandbox.call("POST", TRIGGER, T1.replace("t-1", "t-9"));
    clock.step(Duration.ofSeconds(2));
    var latest = sandbox.call("GET", "/sandbox/messages?limit=1").body().path("items");
    assertThat(latest).hasSize(1);
    assertThat(latest.at("/0/transactionId").asText()).isEqualTo("t-9");
    assertThat(sandbox.call("GET", "/sandbox/messages?limit=x").status()).isEqualTo(400);
  }
}
