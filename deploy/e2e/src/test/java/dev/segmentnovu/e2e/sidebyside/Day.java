package dev.segmentnovu.e2e.sidebyside;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.sandbox.faults.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/** A day of an invented shop, as Segment delivers it, and the failures of Novu on that day. */
record Day(List<Moment> moments) {

  /** The shop's mapping of events, as {@code RELAY_WORKFLOWS} and for the function. */
  static final Map<String, String> WORKFLOWS =
      Map.of(
          "User Registered", "welcome",
          "Order Completed", "receipt",
          "Order Shipped", "shipping",
          "Review Requested", "review",
          "Cart Abandoned", "cart-reminder");

  /** The workflows among them that Novu has; {@link #INACTIVE} too, but no cart-reminder. */
  static final String[] ACTIVE = {"welcome", "receipt", "shipping"};

  static final String INACTIVE = "review";

  private static final String TRIGGER = "/v1/events/trigger";

  private static final Map<String, Fault> FAULTS =
      Map.of(
          "0930-emma", Fault.response(1, 503).at("POST", TRIGGER),
          "1105-emma", Fault.hang(1).onceApplied().at("POST", TRIGGER));

  /**
   * A delivery by Segment.
   *
   * @param kind what it shows
   * @param line its bytes
   * @param fault what Novu does at the first request for it
   */
  record Moment(String kind, String line, JsonNode event, Optional<Fault> fault) {

    byte[] bytes() {
      return line.getBytes(StandardCharsets.UTF_8);
    }

    String messageId() {
      return event.path("messageId").asText();
    }
  }

  static Day read() throws IOException {
    var kinds = new Properties();
    try (var reader = new InputStreamReader(open("day.properties"), StandardCharsets.UTF_8)) {
      kinds.load(reader);
    }
    String lines;
    try (InputStream stream = open("day.ndjson")) {
      lines = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
    Set<String> delivered = new HashSet<>();
    List<Moment> moments = new ArrayList<>();
    for (String line : lines.lines().toList()) {
      JsonNode event = EventCodec.JSON.readTree(line);
      String id = event.path("messageId").asText();
      String key = delivered.add(id) ? id : id + ".again";
      String kind = Objects.requireNonNull(kinds.getProperty(key), key + " has no kind");
      moments.add(new Moment(kind, line, event, Optional.ofNullable(FAULTS.get(key))));
    }
    return new Day(moments);
  }

  private static InputStream open(String name) {
    return Objects.requireNonNull(Day.class.getResourceAsStream("/reference/" + name), name);
  }
}
