package dev.segmentnovu.worker.delivery;

import static dev.segmentnovu.worker.testing.ScriptedNovu.response;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.EventType;
import dev.segmentnovu.event.StoredEvent;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.SettleResult;
import dev.segmentnovu.queue.Settlement.Settled;
import dev.segmentnovu.testing.Events;
import dev.segmentnovu.testing.Mappings;
import dev.segmentnovu.worker.testing.ScriptedConsumer;
import dev.segmentnovu.worker.testing.ScriptedNovu;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The remedies that a dead letter adds to Novu's message. */
final class RefusalHintTest {

  @RegisterExtension private final DeliveryFixture at = new DeliveryFixture();
  private final ScriptedNovu novu = at.novu();
  private final ScriptedConsumer queue = at.queue(settlement -> SettleResult.APPLIED);

  @Test
  void the_message_states_the_size_of_data_that_is_too_large() {
    novu.script(
        request ->
            request.method().equals("GET")
                ? response(200, "{\"data\":{\"data\":{\"bio\":\"" + "x".repeat(100_000) + "\"}}}")
                : response(413, "{\"message\":\"request entity too large\"}"));

    String message =
        refused(EventType.IDENTIFY, "{\"userId\":\"u\",\"traits\":{\"plan\":\"pro\"}}").message();

    assertThat(message)
        .startsWith("Novu answered 413: request entity too large. The subscriber's data was 100")
        .contains("100 kB", "identify.customTraits");
  }

  @Test
  void the_message_says_that_novu_reserves_attachments() {
    novu.script(request -> response(400, "{\"message\":\"file is required\"}"));

    String message =
        refused(
                EventType.TRACK,
                "{\"userId\":\"u\",\"event\":\"E\",\"properties\":{\"attachments\":[{}]}}")
            .message();

    assertThat(message)
        .startsWith("Novu answered 400: file is required. ")
        .contains("properties.attachments", "the payload of a rule");
  }

  @Test
  void any_other_refusal_has_novus_message_only() {
    novu.script(request -> response(400, "{\"message\":\"no\"}"));

    assertThat(refused(EventType.TRACK, "{\"userId\":\"u\",\"event\":\"E\"}").message())
        .isEqualTo("Novu answered 400: no");
  }

  private DeadLetter refused(EventType type, String body) {
    StoredEvent event =
        Events.of(type, body).messageId("m").receivedAt(DeliveryFixture.NOW).stored();
    at.deliver(
        queue,
        new ClaimedUser("web", 0, "u", "t", null, 1, null, List.of(EventCodec.encode(event))),
        Mappings.of(Map.of("E", "w")));
    return ((Settled.Dead) queue.settlements.get(0).settled().get(0)).deadLetter();
  }
}
