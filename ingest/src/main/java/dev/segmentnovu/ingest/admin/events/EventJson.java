package dev.segmentnovu.ingest.admin.events;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.ingest.admin.http.JsonTime;
import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.FinishedEvent;
import dev.segmentnovu.queue.FinishedEvent.Outcome;
import dev.segmentnovu.queue.admin.users.Deliveries.Delivery;
import dev.segmentnovu.queue.admin.users.EventSearch.Found;
import dev.segmentnovu.queue.admin.users.EventSearch.Known;
import dev.segmentnovu.queue.admin.users.EventSearch.Rejected;
import dev.segmentnovu.queue.admin.users.EventSearch.Waiting;
import dev.segmentnovu.queue.history.Rejection;
import java.util.List;

/** Writes where an event is. Each state has the same members; those that say nothing are null. */
final class EventJson {

  private static final List<String> MEMBERS =
      List.of(
          "source",
          "userId",
          "type",
          "event",
          "reason",
          "receivedAt",
          "position",
          "attempts",
          "lastError",
          "nextTryAt",
          "deliveredAt",
          "request",
          "status",
          "transactionId",
          "workflow",
          "deadLetterId");

  private static final String PARKED =
      "The user is parked: no worker delivers the user's events until an operator unparks the user.";

  private EventJson() {}

  static ObjectNode of(String messageId, Found found) {
    ObjectNode json = EventCodec.JSON.createObjectNode();
    json.put("messageId", messageId);
    json.put("state", "unknown");
    MEMBERS.forEach(json::putNull);
    json.put("knownSince", JsonTime.text(found.knownSince()));
    return found
        .place()
        .match(
            waiting -> waiting(json, waiting),
            dead -> dead(json, dead.deadLetter()),
            finished -> finished(json, finished.delivery()),
            known -> known(json, known),
            rejected -> rejected(json, rejected),
            () -> unknown(json));
  }

  private static ObjectNode rejected(ObjectNode json, Rejected rejected) {
    Rejection rejection = rejected.rejection();
    return json.put("state", "rejected")
        .put("source", rejected.source())
        .put("userId", rejection.userId())
        .put("reason", rejection.code())
        .put("lastError", rejection.message())
        .put("receivedAt", JsonTime.text(rejection.at()));
  }

  private static ObjectNode waiting(ObjectNode json, Waiting waiting) {
    return json.put("state", "waiting")
        .put("reason", waiting.isParked() ? PARKED : null)
        .put("source", waiting.source())
        .put("userId", waiting.userId())
        .put("type", waiting.event().type())
        .put("event", waiting.event().event())
        .put("receivedAt", JsonTime.text(waiting.event().receivedAt()))
        .put("position", waiting.position())
        .put("attempts", waiting.head().attempts())
        .put("lastError", waiting.head().lastError())
        .put("nextTryAt", JsonTime.text(waiting.nextTryAt()));
  }

  private static ObjectNode dead(ObjectNode json, DeadLetter deadLetter) {
    return json.put("state", "dead")
        .put("source", deadLetter.source())
        .put("userId", deadLetter.userId())
        .put("type", deadLetter.type())
        .put("event", deadLetter.event())
        .put("reason", deadLetter.reason())
        .put("attempts", deadLetter.attempts())
        .put("lastError", deadLetter.message())
        .put("status", deadLetter.status())
        .put("deadLetterId", deadLetter.id());
  }

  private static ObjectNode finished(ObjectNode json, Delivery delivery) {
    FinishedEvent event = delivery.event();
    boolean skipped = event.outcome() == Outcome.SKIPPED;
    json.put("state", skipped ? "skipped" : "delivered")
        .put("source", delivery.source())
        .put("userId", event.userId().isEmpty() ? null : event.userId())
        .put("type", event.type())
        .put("event", event.event())
        .put(
            "reason",
            event.outcome() == Outcome.UNCHANGED
                ? "unchanged: Novu had the same data already, so no call was made"
                : event.reason())
        .put("receivedAt", JsonTime.text(event.receivedAt()))
        .put("attempts", event.attempts())
        .put("deliveredAt", skipped ? null : JsonTime.text(delivery.at()))
        .put("status", event.status())
        .put("transactionId", event.transactionId())
        .put("workflow", event.workflow());
    if (event.method() != null) {
      json.putObject("request").put("method", event.method()).put("path", event.path());
    }
    return json;
  }

  private static ObjectNode known(ObjectNode json, Known known) {
    return json.put("state", "duplicate")
        .put("source", known.source())
        .put(
            "reason",
            "An event with this id was accepted, and its record is no longer kept. An event that is"
                + " sent with the same id now is a duplicate, and is not queued.");
  }

  private static ObjectNode unknown(ObjectNode json) {
    return json.put(
        "reason",
        "Nothing is known of this id: it never came, it was refused, or it was finished before"
            + " the first delivery that the relay still knows.");
  }
}
