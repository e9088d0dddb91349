package dev.segmentnovu.ingest.admin.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.config.Alerts.Kind;
import dev.segmentnovu.config.Alerts.Receiver;
import dev.segmentnovu.config.Secret;
import dev.segmentnovu.ingest.admin.alerts.rules.Alert;
import dev.segmentnovu.ingest.admin.alerts.rules.Alert.Phase;
import dev.segmentnovu.ingest.admin.alerts.rules.Alert.Severity;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OutboxTest {

  private static final Receiver OPS = receiver("ops", Set.of(), Set.of());
  private static final Receiver DEV = receiver("dev", Set.of(), Set.of());
  private static final Outbox EMPTY = new Outbox(List.of());

  private static Receiver receiver(String name, Set<Kind> kinds, Set<String> sources) {
    return new Receiver(name, URI.create("https://h.example"), new Secret("s"), kinds, sources);
  }

  private static Alert alert(String id, Kind kind, @Nullable String source) {
    Instant at = Instant.ofEpochMilli(1_000);
    return new Alert(id, kind, Phase.FIRING, Severity.WARNING, source, at, at, "m", "r", Map.of());
  }

  private static Alert alert(String id) {
    return alert(id, Kind.CIRCUIT, "web");
  }

  private static List<String> ids(List<PendingMessage> messages) {
    return messages.stream().map(message -> message.id() + " " + message.receiver()).toList();
  }

  private static Outbox.Changed fail(Outbox outbox, @Nullable Integer status, long nowMs) {
    PendingMessage first = outbox.messages().get(0);
    return outbox.tried(first, new SendResult.Failed(status, "no"), nowMs, () -> 1.0);
  }

  @Test
  void each_receiver_gets_its_messages_one_after_the_other() {
    Outbox outbox = EMPTY.add(alert("a"), List.of(OPS, DEV)).outbox();
    outbox = outbox.add(alert("b"), List.of(OPS, DEV)).outbox();

    assertThat(ids(outbox.due(1_000))).containsExactly("a ops", "a dev");
    Outbox next =
        outbox
            .tried(outbox.messages().get(0), new SendResult.Delivered(204), 1_000, () -> 0)
            .outbox();
    assertThat(ids(next.due(1_000))).containsExactly("a dev", "b ops");
  }

  @Test
  void a_receiver_that_fails_is_tried_later_and_delays_no_other() {
    Outbox outbox = EMPTY.add(alert("a"), List.of(OPS, DEV)).outbox();

    outbox = fail(outbox, 500, 1_000).outbox();

    assertThat(ids(outbox.due(5_999))).containsExactly("a dev");
    assertThat(ids(outbox.due(6_000))).containsExactly("a ops", "a dev");
    assertThat(outbox.of("ops").get(0).lastError()).isEqualTo("no");
  }

  @Test
  void the_backoff_doubles_up_to_ten_minutes() {
    Outbox outbox = EMPTY.add(alert("a"), List.of(OPS)).outbox();
    long now = 1_000;
    for (long seconds : new long[] {5, 10, 20, 40, 80, 160, 320, 600, 600}) {
      outbox = fail(outbox, null, now).outbox();
      long next = outbox.messages().get(0).nextMs();
      assertThat(next - now).isEqualTo(seconds * 1_000);
      assertThat(outbox.due(next - 1)).isEmpty();
      now = next;
    }
  }

  @Test
  void a_message_is_given_up_after_a_day() {
    Outbox outbox = EMPTY.add(alert("a"), List.of(OPS)).outbox();
    long almost = 1_000 + Outbox.WINDOW.toMillis() - 1;

    assertThat(fail(outbox, 500, almost).lost()).isEmpty();
    Outbox.Changed late = fail(outbox, 500, almost + 1);
    assertThat(ids(late.lost())).containsExactly("a ops");
    assertThat(late.outbox().messages()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "400, true",
    "404, true",
    "410, true",
    "408, false",
    "425, false",
    "429, false",
    "500, false",
    "302, false",
    ", false"
  })
  void a_message_that_is_refused_three_times_is_given_up(@Nullable Integer status, boolean lost) {
    Outbox outbox = EMPTY.add(alert("a"), List.of(OPS)).outbox();

    outbox = fail(outbox, status, 1_000).outbox();
    outbox = fail(outbox, status, 2_000).outbox();
    Outbox.Changed third = fail(outbox, status, 3_000);

    assertThat(third.lost()).hasSize(lost ? 1 : 0);
    assertThat(third.outbox().messages()).hasSize(lost ? 0 : 1);
  }

  @Test
  void of_more_messages_than_the_bound_the_oldest_of_the_receiver_is_lost() {
    Outbox outbox = EMPTY.add(alert("other"), List.of(DEV)).outbox();
    for (int i = 0; i < Outbox.MOST_PER_RECEIVER; i++) {
      Outbox.Changed changed = outbox.add(alert("m" + i), List.of(OPS));
      assertThat(changed.lost()).isEmpty();
      outbox = changed.outbox();
    }

    Outbox.Changed over = outbox.add(alert("last"), List.of(OPS));

    assertThat(ids(over.lost())).containsExactly("m0 ops");
    assertThat(over.outbox().of("ops")).hasSize(Outbox.MOST_PER_RECEIVER);
    assertThat(over.outbox().of("dev")).hasSize(1);
  }

  @Test
  void a_receiver_gets_the_kinds_and_sources_that_it_wants() {
    List<Receiver> receivers =
        List.of(
            receiver("all", Set.of(), Set.of()),
            receiver("circuits", Set.of(Kind.CIRCUIT), Set.of()),
            receiver("app", Set.of(), Set.of("app")));

    assertThat(ids(EMPTY.add(alert("a", Kind.CIRCUIT, "web"), receivers).outbox().messages()))
        .containsExactly("a all", "a circuits");
    assertThat(ids(EMPTY.add(alert("a", Kind.DELAY, "app"), receivers).outbox().messages()))
        .containsExactly("a all", "a app");
    assertThat(ids(EMPTY.add(alert("a", Kind.REDIS_MEMORY, null), receivers).outbox().messages()))
        .containsExactly("a all", "a app");
  }

  @Test
  void the_messages_of_a_receiver_that_is_gone_are_dropped() {
    Outbox outbox = EMPTY.add(alert("a"), List.of(OPS, DEV)).outbox();

    assertThat(ids(outbox.keepOnly(List.of(DEV)).messages())).containsExactly("a dev");
  }

  @Test
  void a_result_of_a_message_that_is_not_there_changes_nothing() {
    Outbox outbox = EMPTY.add(alert("a"), List.of(OPS)).outbox();
    PendingMessage other = PendingMessage.create("b", "ops", "{}", 0);

    assertThat(outbox.tried(other, new SendResult.Delivered(200), 0, () -> 0).outbox())
        .isEqualTo(outbox);
  }

  @Test
  void what_is_stored_is_read_again() {
    Outbox outbox = EMPTY.add(alert("a"), List.of(OPS)).outbox();

    assertThat(AlertJson.outbox(AlertJson.text(outbox.messages()))).hasValue(outbox);
    assertThat(AlertJson.outbox("")).isEmpty();
    assertThat(AlertJson.outbox("no json")).isEmpty();
  }
}
