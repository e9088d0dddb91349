package dev.segmentnovu.ingest.admin.alerts;

import static dev.segmentnovu.ingest.fixtures.AdminFixture.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.segmentnovu.config.Alerts.Kind;
import dev.segmentnovu.ingest.admin.alerts.AlertReceiver.Received;
import dev.segmentnovu.ingest.admin.alerts.rules.Snapshot.State;
import dev.segmentnovu.queue.NewEvent;
import dev.segmentnovu.telemetry.Metrics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Processes with a real Redis, and receivers that verify signatures with the library. */
@Timeout(60)
final class AlertLoopTest {

  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration SHORT = Duration.ofMillis(500);

  private AlertFixture relay = new AlertFixture(LONG);

  @AfterEach
  void close() {
    relay.close();
  }

  private AlertReceiver receiver(String name) {
    return new AlertReceiver(relay.vertx, name);
  }

  private void awaitTypes(AlertReceiver receiver, String... types) {
    await().untilAsserted(() -> assertThat(receiver.types()).containsExactly(types));
  }

  @Test
  void three_processes_send_one_message_for_a_change() {
    AlertReceiver ops = receiver("ops");
    relay.receivers(ops.settings());
    relay.start();
    relay.start();
    relay.start();

    relay.state(State.SUSPENDED);
    awaitTypes(ops, "source.suspended");
    relay.state(State.RUNNING);
    awaitTypes(ops, "source.suspended", "source.resumed");
    relay.state(State.CIRCUIT_OPEN);
    awaitTypes(ops, "source.suspended", "source.resumed", "circuit.opened");
  }

  @Test
  void a_message_is_signed_json_with_the_cause_and_the_remedy() {
    AlertReceiver ops = receiver("ops");
    relay.receivers(ops.settings());
    relay.start();

    relay.state(State.SUSPENDED);
    awaitTypes(ops, "source.suspended");

    Received received = ops.received().get(0);
    assertThat(received.body().get("timestamp").asText()).isEqualTo("2023-11-14T22:13:20.000Z");
    var data = received.body().get("data");
    assertThat(data.get("id").asText()).isEqualTo(received.id());
    assertThat(data.get("source").asText()).isEqualTo(relay.source);
    assertThat(data.get("state").asText()).isEqualTo("firing");
    assertThat(data.get("severity").asText()).isEqualTo("error");
    assertThat(data.get("message").asText()).contains("suspended");
    assertThat(data.get("remedy").asText()).contains("novu.apiKey");
  }

  @Test
  void another_process_takes_over_from_one_that_died_and_tells_nothing_twice() {
    relay.close();
    relay = new AlertFixture(SHORT);
    AlertReceiver ops = receiver("ops");
    relay.receivers(ops.settings());
    AlertFixture.RelayProcess first = relay.start();
    relay.state(State.SUSPENDED);
    awaitTypes(ops, "source.suspended");
    await().untilAsserted(() -> assertThat(pending()).isEmpty());

    first.kill();
    relay.start();
    relay.state(State.RUNNING);

    awaitTypes(ops, "source.suspended", "source.resumed");
  }

  @Test
  void a_process_that_stops_in_order_lets_another_one_lead_at_once() {
    AlertReceiver ops = receiver("ops");
    relay.receivers(ops.settings());
    AlertFixture.RelayProcess first = relay.start();
    relay.state(State.SUSPENDED);
    awaitTypes(ops, "source.suspended");
    await().untilAsserted(() -> assertThat(pending()).isEmpty());

    first.stop();
    relay.start();
    relay.state(State.RUNNING);

    // the lease lasts longer than this test
    awaitTypes(ops, "source.suspended", "source.resumed");
  }

  @Test
  void a_message_that_was_not_delivered_survives_the_process_under_the_same_id() {
    AlertReceiver ops = receiver("ops");
    ops.status = number -> 503;
    relay.receivers(ops.settings());
    AlertFixture.RelayProcess first = relay.start();
    relay.state(State.SUSPENDED);
    await().until(() -> pending().stream().anyMatch(message -> message.attempts() == 1));
    first.stop();
    ops.status = number -> 204;

    relay.step(Duration.ofMinutes(1));
    relay.start();

    await().untilAsserted(() -> assertThat(pending()).isEmpty());
    assertThat(ops.types()).containsExactly("source.suspended", "source.suspended");
    assertThat(Set.copyOf(ops.ids())).hasSize(1);
  }

  @Test
  void a_message_is_tried_again_until_the_receiver_takes_it() {
    AlertReceiver ops = receiver("ops");
    ops.status = number -> number < 3 ? 500 : 200;
    relay.receivers(ops.settings());
    relay.start();
    relay.state(State.SUSPENDED);

    for (int tries = 1; tries <= 3; tries++) {
      int expected = tries;
      await().until(() -> pending().stream().anyMatch(each -> each.attempts() == expected));
      relay.step(Duration.ofMinutes(10));
    }

    await().untilAsserted(() -> assertThat(pending()).isEmpty());
    assertThat(ops.received()).hasSize(4);
    assertThat(Set.copyOf(ops.ids())).hasSize(1);
    assertThat(count("failed")).isEqualTo(3);
    assertThat(count("delivered")).isEqualTo(1);
  }

  @Test
  void a_receiver_that_does_not_answer_delays_no_other() {
    AlertReceiver slow = receiver("slow");
    slow.status = number -> AlertReceiver.SILENCE;
    AlertReceiver ops = receiver("ops");
    relay.receivers(slow.settings(), ops.settings());
    relay.start();

    relay.state(State.SUSPENDED);
    awaitTypes(ops, "source.suspended");
    relay.state(State.RUNNING);
    awaitTypes(ops, "source.suspended", "source.resumed");

    assertThat(slow.types()).containsExactly("source.suspended");
    await()
        .untilAsserted(
            () -> assertThat(pending()).extracting(PendingMessage::receiver).containsOnly("slow"));
  }

  @Test
  void a_receiver_gets_the_kinds_and_sources_that_it_wants() {
    AlertReceiver all = receiver("all");
    AlertReceiver circuits = receiver("circuits");
    AlertReceiver others = receiver("others");
    relay.receivers(
        all.settings(),
        circuits.settings(Set.of(Kind.CIRCUIT), Set.of()),
        others.settings(Set.of(), Set.of("other")));
    AlertFixture.RelayProcess process = relay.start();

    relay.state(State.SUSPENDED);
    awaitTypes(all, "source.suspended");
    relay.state(State.CIRCUIT_OPEN);
    awaitTypes(circuits, "circuit.opened");
    process.refuse("queue.lease", "is too short");
    awaitTypes(others, "configuration.refused");

    assertThat(circuits.types()).containsExactly("circuit.opened");
    awaitTypes(
        all, "source.suspended", "source.resumed", "circuit.opened", "configuration.refused");
  }

  @Test
  void a_configuration_that_another_process_refuses_is_told() {
    AlertReceiver ops = receiver("ops");
    relay.receivers(ops.settings());
    relay.start();
    await().until(() -> get(relay.store().read()).version() > 0);
    AlertFixture.RelayProcess other = relay.start();

    other.refuse("queue.lease", "is too short");

    awaitTypes(ops, "configuration.refused");
    assertThat(ops.received().get(0).body().get("data").get("message").asText())
        .contains("/etc/relay.yaml: queue.lease");
  }

  @Test
  void the_queue_and_its_clock_are_watched() {
    AlertReceiver ops = receiver("ops");
    relay.receivers(ops.settings());
    byte[] entry = "{\"at\":1700000000000}".getBytes(StandardCharsets.UTF_8);
    get(relay.queue.enqueue(relay.source, List.of(new NewEvent("u", "m", entry))));
    relay.start();
    await().until(() -> get(relay.store().read()).version() > 0);

    relay.step(Duration.ofMinutes(11));
    awaitTypes(ops, "queue.delayed");
    relay.step(Duration.ofHours(2));
    awaitTypes(ops, "queue.delayed", "ingest.silent");
  }

  @Test
  void without_a_receiver_alerts_are_kept_as_the_latest_ones() {
    relay.start();

    relay.state(State.SUSPENDED);

    await()
        .untilAsserted(
            () ->
                assertThat(AlertJson.latest(get(relay.store().read()).latest()).orElse(List.of()))
                    .extracting(alert -> alert.get("type").asText())
                    .containsExactly("source.suspended"));
    assertThat(pending()).isEmpty();
  }

  private double count(String outcome) {
    return relay.registry.get(Metrics.ALERT_MESSAGES).tag("outcome", outcome).counter().count();
  }

  private List<PendingMessage> pending() {
    return AlertJson.outbox(get(relay.store().read()).pending())
        .map(Outbox::messages)
        .orElse(List.of());
  }
}
