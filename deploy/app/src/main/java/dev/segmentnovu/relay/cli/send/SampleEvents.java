package dev.segmentnovu.relay.cli.send;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import java.time.InstantSource;
import java.util.UUID;

/** Events as Segment's webhooks send them, of one invented person. */
final class SampleEvents {
  private final String userId;
  private final InstantSource clock;

  SampleEvents(String userId, InstantSource clock) {
    this.userId = userId;
    this.clock = clock;
  }

  ObjectNode identify() {
    ObjectNode event = event("identify");
    event
        .putObject("traits")
        .put("firstName", "Ada")
        .put("lastName", "Lovelace")
        .put("email", "ada@example.com")
        .put("plan", "pro");
    return event;
  }

  /**
   * A track call.
   *
   * @param number stands in the properties, so that several events differ
   */
  ObjectNode track(String name, int number) {
    ObjectNode event = event("track");
    event.put("event", name);
    event.putObject("properties").put("plan", "pro").put("number", number);
    return event;
  }

  private ObjectNode event(String type) {
    String now = clock.instant().toString();
    ObjectNode event = EventCodec.JSON.createObjectNode();
    event.put("type", type);
    event.put("messageId", "relay-send-" + UUID.randomUUID());
    event.put("userId", userId);
    event.put("timestamp", now);
    event.put("sentAt", now);
    event.put("version", 2);
    event.putObject("context").putObject("library").put("name", "relay-send");
    event.putObject("integrations");
    return event;
  }
}
