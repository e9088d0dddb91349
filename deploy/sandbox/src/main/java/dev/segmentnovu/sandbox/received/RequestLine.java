package dev.segmentnovu.sandbox.received;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Describes a received request in a line: {@code novu ← trigger welcome for user-1 {…}}. */
public final class RequestLine {
  private static final int LONGEST = 160;

  private RequestLine() {}

  /** One line for a request; for a batch, one line for each item. */
  public static List<String> of(ReceivedRequest request) {
    return ofListed(RequestJson.write(request));
  }

  /**
   * The same for a request in the format of {@code GET /sandbox/requests}.
   *
   * @param item one of its items
   */
  public static List<String> ofListed(JsonNode item) {
    JsonNode body = item.path("body");
    String status = item.path("status").asText("no answer");
    List<String> lines = new ArrayList<>();
    JsonNode triggers = item.path("triggers");
    for (int i = 0; i < triggers.size(); i++) {
      JsonNode trigger = triggers.get(i);
      JsonNode event = body.has("events") ? body.path("events").path(i) : body;
      lines.add(
          "novu ← trigger "
              + trigger.path("workflow").asText()
              + " for "
              + trigger.path("subscriberId").asText()
              + shortened(event.path("payload"))
              + " → "
              + trigger.path("status").asText(status)
              + (reachesNobody(trigger) ? ", " + nobody(trigger) : ""));
    }
    if (lines.isEmpty()) {
      lines.add("novu ← " + what(item) + shortened(body) + " → " + status);
    }
    return lines;
  }

  /**
   * Whether a trigger, in the format of {@code GET /sandbox/requests}, was processed and reaches
   * nobody.
   */
  public static boolean reachesNobody(JsonNode trigger) {
    return trigger.path("status").asText().equals("processed")
        && trigger.path("reaches").asInt() == 0;
  }

  private static String nobody(JsonNode trigger) {
    List<String> reasons = new ArrayList<>();
    trigger.path("dropped").forEach(reason -> reasons.add(reason.asText()));
    return "reaches nobody" + (reasons.isEmpty() ? "" : " (" + String.join("; ", reasons) + ")");
  }

  private static String what(JsonNode item) {
    String method = item.path("method").asText();
    String path = item.path("path").asText();
    String who = item.path("subscriberId").asText("");
    if (!path.startsWith("/v2/subscribers") || who.isEmpty()) {
      return method + " " + path;
    }
    return switch (method) {
      case "POST" -> "subscriber " + who;
      case "PATCH" -> "subscriber update " + who;
      case "DELETE" -> "subscriber delete " + who;
      default -> "subscriber read " + who;
    };
  }

  private static String shortened(JsonNode json) {
    if (json.isMissingNode() || json.isNull()) {
      return "";
    }
    String text = json.toString();
    return " " + (text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…");
  }
}
