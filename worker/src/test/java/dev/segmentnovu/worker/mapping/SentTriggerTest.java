package dev.segmentnovu.worker.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.worker.mapping.MappingResult.Send;
import dev.segmentnovu.worker.mapping.MappingResult.Skip;
import dev.segmentnovu.worker.mapping.MappingResult.SkipReason;
import dev.segmentnovu.worker.mapping.MappingResult.Step;
import dev.segmentnovu.worker.mapping.MappingResult.Undeliverable;
import dev.segmentnovu.worker.novu.NovuRequest;
import dev.segmentnovu.worker.novu.NovuRequest.AddDeviceToken;
import dev.segmentnovu.worker.novu.NovuRequest.Trigger;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A trigger that Novu may have processed stays a step, even if the rules change. */
final class SentTriggerTest {

  private static final Trigger SENT = trigger("welcome", "t1");
  private static final AddDeviceToken TOKEN = new AddDeviceToken("u", "fcm", "d");

  @Test
  void a_sent_trigger_replaces_the_step_with_its_transaction_id_and_takes_over_its_age() {
    Instant notAfter = Instant.parse("2026-11-23T16:00:00Z");
    Trigger changed = trigger("changed", "t1");
    Trigger other = trigger("other", "t2");
    Send merged =
        SentTrigger.in(
            SENT,
            new Send(
                List.of(
                    new Step("token", TOKEN),
                    new Step("rule 1", changed, notAfter),
                    new Step("rule 2", other))));

    assertThat(merged.steps())
        .containsExactly(
            new Step("token", TOKEN),
            new Step("rule 1", SENT, notAfter),
            new Step("rule 2", other));
  }

  @Test
  void a_sent_trigger_replaces_the_only_trigger() {
    Send now = new Send(List.of(new Step("token", TOKEN), new Step("rule 1", trigger("x", "t2"))));
    assertThat(requests(SentTrigger.in(SENT, now))).containsExactly(TOKEN, SENT);
  }

  @Test
  void a_sent_trigger_without_such_a_step_comes_first() {
    Trigger one = trigger("one", "t2");
    Trigger two = trigger("two", "t3");
    Send now = new Send(List.of(new Step("rule 1", one), new Step("rule 2", two)));
    assertThat(requests(SentTrigger.in(SENT, now))).containsExactly(SENT, one, two);
  }

  @Test
  void a_sent_trigger_stays_if_the_rules_do_not_map_the_event_any_more() {
    var unmapped = new Undeliverable("unmapped", "No workflow mapped");
    var tokenOnly = new Send(List.of(new Step("token", TOKEN)), unmapped, List.of());

    assertThat(requests(SentTrigger.in(SENT, unmapped))).containsExactly(SENT);
    assertThat(requests(SentTrigger.in(SENT, new Skip(SkipReason.UNMAPPED, "unmapped: skip"))))
        .containsExactly(SENT);
    assertThat(requests(SentTrigger.in(SENT, tokenOnly))).containsExactly(SENT, TOKEN);
    assertThat(SentTrigger.in(SENT, tokenOnly).remainder()).as("it is delivered").isNull();
  }

  private static List<NovuRequest> requests(Send send) {
    return send.steps().stream().map(Step::request).toList();
  }

  private static Trigger trigger(String workflow, String transactionId) {
    return Trigger.of("u", workflow, EventCodec.JSON.createObjectNode(), transactionId);
  }
}
