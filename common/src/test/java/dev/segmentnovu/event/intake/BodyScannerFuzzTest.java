package dev.segmentnovu.event.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.event.EventCodec;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Whatever a client sends as a body is scanned or refused, and a valid event can be read. */
final class BodyScannerFuzzTest {

  private static final int MAX_EVENTS = 50;
  private static final int MAX_EVENT_BYTES = 32_768;

  @FuzzTest(maxDuration = "1m")
  void a_body_is_scanned_or_refused(byte[] body) {
    BodyScanner.scan(body, MAX_EVENTS)
        .match(
            scanned -> checked(body, scanned.body()),
            malformed -> assertThat(malformed.refusal().status()).isEqualTo(400));
  }

  private static Object checked(byte[] body, ScannedBody scanned) {
    assertThat(scanned.events().size()).isLessThanOrEqualTo(MAX_EVENTS);
    int end = 0;
    for (ScannedEvent event : scanned.events()) {
      assertThat(event.start()).isGreaterThanOrEqualTo(end);
      assertThat(event.size()).isPositive();
      end = event.end();
      EventRules.check(event, null, MAX_EVENT_BYTES)
          .match(
              valid -> readable(body, event, valid),
              invalid -> assertThat(invalid.refusal().status()).isEqualTo(400));
    }
    assertThat(end).isLessThanOrEqualTo(body.length);
    return scanned;
  }

  /** Jackson, which the worker uses, reads the same. */
  private static Object readable(byte[] body, ScannedEvent event, EventRules.Result.Valid valid) {
    JsonNode tree = tree(body, event);
    assertThat(tree.isObject()).isTrue();
    JsonNode messageId = tree.path("messageId");
    if (messageId.isTextual() && valid.messageId() != null) {
      assertThat(messageId.textValue()).isEqualTo(valid.messageId());
    }
    return tree;
  }

  private static JsonNode tree(byte[] body, ScannedEvent event) {
    try {
      return EventCodec.JSON.readTree(body, event.start(), event.size());
    } catch (IOException e) {
      throw new UncheckedIOException("Accepted and not readable", e);
    }
  }
}
