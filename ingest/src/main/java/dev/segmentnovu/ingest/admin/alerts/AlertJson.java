package dev.segmentnovu.ingest.admin.alerts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.ingest.admin.alerts.rules.Alert;
import dev.segmentnovu.ingest.admin.alerts.rules.Alert.Phase;
import dev.segmentnovu.ingest.admin.alerts.rules.AlertState;
import dev.segmentnovu.ingest.admin.http.JsonTime;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Alerts as JSON: the messages for receivers, and the texts in Redis. */
final class AlertJson {

  /** The type of the message that shows whether a receiver works. */
  static final String TEST = "alert.test";

  /** Another version may write more members than this one knows. */
  private static final JsonMapper STORED =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private AlertJson() {}

  /** The message of an alert. */
  static String message(Alert alert) {
    return text(json(alert));
  }

  /** The same as a tree. */
  static ObjectNode json(Alert alert) {
    ObjectNode json = json(alert.type(), alert.at());
    ObjectNode data = json.putObject("data");
    data.put("id", alert.id());
    data.put("state", state(alert.phase()));
    data.put("repeated", alert.phase() == Phase.REPEATED);
    data.put("severity", alert.severity().name().toLowerCase(Locale.ROOT));
    data.put("source", alert.source());
    data.put("since", JsonTime.text(alert.since()));
    data.put("message", alert.message());
    data.put("remedy", alert.remedy());
    alert.details().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(each -> data.set(each.getKey(), STORED.valueToTree(each.getValue())));
    return json;
  }

  /** The message of a test. */
  static String test(String id, Instant now) {
    ObjectNode json = json(TEST, now);
    json.putObject("data")
        .put("id", id)
        .put("state", "happened")
        .put("repeated", false)
        .put("severity", "info")
        .putNull("source")
        .put("since", JsonTime.text(now))
        .put("message", "This is a test of the relay's alerts: nothing is wrong")
        .putNull("remedy");
    return text(json);
  }

  private static ObjectNode json(String type, Instant at) {
    return EventCodec.JSON.createObjectNode().put("type", type).put("timestamp", JsonTime.text(at));
  }

  private static String state(Phase phase) {
    return switch (phase) {
      case FIRING, REPEATED -> "firing";
      case RESOLVED -> "resolved";
      case HAPPENED -> "happened";
    };
  }

  /** The text of a value for Redis. */
  static String text(Object value) {
    try {
      return STORED.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e); // the relay built the value, so writing it cannot fail
    }
  }

  /** The stored state; empty if there is none, or another program wrote it. */
  static Optional<AlertState> state(String text) {
    return read(text, new TypeReference<AlertState>() {});
  }

  /** The stored messages; empty likewise. */
  static Optional<Outbox> outbox(String text) {
    return read(text, new TypeReference<List<PendingMessage>>() {}).map(Outbox::new);
  }

  /** The stored latest alerts, newest first; empty likewise. */
  static Optional<List<JsonNode>> latest(String text) {
    return read(text, new TypeReference<List<JsonNode>>() {});
  }

  private static <T> Optional<T> read(String text, TypeReference<T> type) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(STORED.readValue(text, type));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
