package dev.segmentnovu.e2e.sidebyside;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.e2e.sidebyside.Side.Outcome;
import dev.segmentnovu.e2e.sidebyside.Side.Outcome.End;
import dev.segmentnovu.event.EventCodec;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The Destination Function that the relay replaces, and Segment around it, written anew from their
 * known behaviour. The function makes one call for an event, and turns each failure into an error
 * after which Segment tries again. Segment discards an event if the function throws before the
 * call.
 *
 * <p>The retries happen at once here. That is in the function's favour: in the four hours that
 * Segment takes, later events of the user overtake the event that waits.
 */
final class ReferenceFunction implements Side.Taker {

  /** Stands for four hours of retries, whose number Segment does not document. */
  static final int TRIES = 10;

  private static final List<String> FIELDS =
      List.of("firstName", "lastName", "email", "phone", "avatar");

  private final URI novu;
  private final Map<String, String> workflows;
  private final Duration timeout;
  private final HttpClient client = HttpClient.newHttpClient();

  ReferenceFunction(URI novu, Map<String, String> workflows, Duration timeout) {
    this.novu = novu;
    this.workflows = Map.copyOf(workflows);
    this.timeout = timeout;
  }

  /** Delivers the event to the function, as Segment does. */
  @Override
  public Outcome take(Day.Moment moment) throws InterruptedException {
    JsonNode event = moment.event();
    // the function's own name there is "Its Name (The Workspace)", so "Novu" is another integration
    if (event.at("/integrations/All").asText().equals("false")) {
      return new Outcome(End.PASSED_BY, "held back by Segment");
    }
    String type = event.path("type").asText();
    if (!type.equals("identify") && !type.equals("track")) {
      return new Outcome(End.TURNED_AWAY, "no handler: discarded");
    }
    if (event.path("userId").asText("").isEmpty() || isUnmapped(event)) {
      return new Outcome(End.TURNED_AWAY, "throws: discarded");
    }
    HttpRequest call = call(event);
    for (int attempt = 1; attempt <= TRIES; attempt++) {
      if (succeeds(call)) {
        return new Outcome(End.DONE, attempt == 1 ? "done" : "done by try " + attempt);
      }
    }
    return new Outcome(End.GONE, "lost after " + TRIES + " tries");
  }

  private boolean isUnmapped(JsonNode event) {
    return event.path("type").asText().equals("track")
        && !workflows.containsKey(event.path("event").asText());
  }

  private HttpRequest call(JsonNode event) {
    boolean identify = event.path("type").asText().equals("identify");
    String path = identify ? "/v2/subscribers" : "/v1/events/trigger";
    ObjectNode body = identify ? subscriber(event) : trigger(event);
    try {
      return HttpRequest.newBuilder(novu.resolve(path))
          .timeout(timeout)
          .header("Authorization", "ApiKey key")
          .header("Content-Type", "application/json")
          .POST(BodyPublishers.ofByteArray(EventCodec.JSON.writeValueAsBytes(body)))
          .build();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ObjectNode subscriber(JsonNode event) {
    ObjectNode body = EventCodec.JSON.createObjectNode();
    body.set("subscriberId", event.get("userId"));
    for (String field : FIELDS) {
      JsonNode trait = event.path("traits").path(field);
      // each value that JavaScript takes for false becomes null
      boolean missing = trait.isMissingNode() || List.of("", "0", "false").contains(trait.asText());
      body.set(field, missing ? EventCodec.JSON.nullNode() : trait);
    }
    return body;
  }

  private ObjectNode trigger(JsonNode event) {
    ObjectNode body = EventCodec.JSON.createObjectNode();
    body.put("name", workflows.get(event.path("event").asText()));
    body.putObject("to").set("subscriberId", event.get("userId"));
    JsonNode properties = event.path("properties");
    body.set("payload", properties.isObject() ? properties : EventCodec.JSON.createObjectNode());
    return body;
  }

  /** Whether Novu accepted it. Only the status counts, not the body. */
  private boolean succeeds(HttpRequest call) throws InterruptedException {
    try {
      return client.send(call, BodyHandlers.discarding()).statusCode() / 100 == 2;
    } catch (IOException e) {
      return false;
    }
  }
}
