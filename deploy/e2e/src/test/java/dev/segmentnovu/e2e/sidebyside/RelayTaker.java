package dev.segmentnovu.e2e.sidebyside;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.e2e.fixture.SplitRelay;
import dev.segmentnovu.e2e.sidebyside.Side.Outcome;
import dev.segmentnovu.e2e.sidebyside.Side.Outcome.End;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.relay.cli.send.WebhookSignature;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

/** The relay as the receiver of a day's events: each is a webhook, signed like Segment's. */
final class RelayTaker implements Side.Taker {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final Duration OFTEN = Duration.ofMillis(10);

  private final SplitRelay relay;
  private final HttpClient client = HttpClient.newHttpClient();

  RelayTaker(SplitRelay relay) {
    this.relay = relay;
  }

  @Override
  public Outcome take(Day.Moment moment) throws IOException, InterruptedException {
    if (moment.event().at("/integrations/All").asText().equals("false")) {
      return new Outcome(End.PASSED_BY, "held back by Segment");
    }
    JsonNode before = relay.queue().path("totals");
    HttpRequest webhook =
        HttpRequest.newBuilder(relay.webhook())
            .timeout(LIMIT)
            .header("Content-Type", "application/json")
            .header("X-Signature", WebhookSignature.of(SplitRelay.SECRET, moment.bytes()))
            .POST(BodyPublishers.ofByteArray(moment.bytes()))
            .build();
    HttpResponse<byte[]> response = client.send(webhook, BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      JsonNode refusal = EventCodec.JSON.readTree(response.body());
      return new Outcome(
          End.TURNED_AWAY,
          "refused: " + response.statusCode() + " `" + refusal.path("code").asText() + "`");
    }
    await(moment.line())
        .atMost(LIMIT)
        .pollInterval(OFTEN)
        .until(() -> relay.queue().path("depth").asInt() == 0);
    return outcome(before, relay.queue().path("totals"), moment);
  }

  /** The counter that the event increased; each event increases one. */
  private Outcome outcome(JsonNode before, JsonNode after, Day.Moment moment)
      throws IOException, InterruptedException {
    List<String> moved =
        List.of("duplicates", "delivered", "skipped", "died").stream()
            .filter(counter -> after.path(counter).asLong() != before.path(counter).asLong())
            .toList();
    return switch (String.join(" ", moved)) {
      case "duplicates" -> new Outcome(End.DUPLICATE, "duplicate `messageId`: dropped");
      case "delivered" -> new Outcome(End.DONE, "delivered");
      // accepted and not queued, because its user is anonymous
      case "", "skipped" -> new Outcome(End.PASSED_BY, "skipped");
      case "died" -> deadLetter(moment);
      default -> throw new AssertionError("moved " + moved + ": " + moment.line());
    };
  }

  private Outcome deadLetter(Day.Moment moment) throws IOException, InterruptedException {
    JsonNode deadLetter =
        relay.deadLetters().stream()
            .filter(each -> each.path("messageId").asText().equals(moment.messageId()))
            .findFirst()
            .orElseThrow();
    return new Outcome(End.DEAD_LETTER, "dead letter `" + deadLetter.path("reason").asText() + "`");
  }
}
