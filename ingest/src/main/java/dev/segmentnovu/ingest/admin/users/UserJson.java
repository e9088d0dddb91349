package dev.segmentnovu.ingest.admin.users;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.ingest.admin.deadletters.DeadLetterJson;
import dev.segmentnovu.ingest.admin.events.DeliveryJson;
import dev.segmentnovu.ingest.admin.http.JsonTime;
import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.admin.users.Deliveries.Delivery;
import dev.segmentnovu.queue.admin.users.UserView;
import dev.segmentnovu.queue.admin.users.Users.Forgotten;
import dev.segmentnovu.queue.admin.users.Users.ParkedPage;
import java.util.List;

/** Writes users as JSON. */
final class UserJson {

  private UserJson() {}

  static ObjectNode user(
      String source,
      String userId,
      UserView user,
      List<DeadLetter> deadLetters,
      List<Delivery> deliveries) {
    ObjectNode json = EventCodec.JSON.createObjectNode();
    json.put("source", source);
    json.put("userId", userId);
    json.put("state", user.state().wireName());
    json.put("waiting", user.waiting());
    ArrayNode events = json.putArray("events");
    user.events()
        .forEach(
            event ->
                events
                    .addObject()
                    .put("messageId", event.messageId())
                    .put("type", event.type())
                    .put("event", event.event())
                    .put("receivedAt", JsonTime.text(event.receivedAt())));
    json.put("attempts", user.head().attempts());
    json.put("lastError", user.head().lastError());
    json.put("nextTryAt", JsonTime.text(user.nextTryAt()));
    ArrayNode letters = json.putArray("deadLetters");
    deadLetters.forEach(each -> letters.add(DeadLetterJson.item(each)));
    json.set("deliveries", DeliveryJson.items(deliveries));
    return json;
  }

  static ObjectNode forgotten(String source, Forgotten forgotten) {
    return EventCodec.JSON
        .createObjectNode()
        .put("source", source)
        .put("queued", forgotten.queued())
        .put("deadLetters", forgotten.deadLetters())
        .put("deliveries", forgotten.deliveries())
        .put("rejections", forgotten.rejections());
  }

  static ObjectNode page(ParkedPage page) {
    ObjectNode json = EventCodec.JSON.createObjectNode();
    ArrayNode items = json.putArray("items");
    page.items()
        .forEach(
            user ->
                items
                    .addObject()
                    .put("source", user.source())
                    .put("userId", user.userId())
                    .put("waiting", user.waiting())
                    .put("parkedAt", JsonTime.text(user.parkedAt())));
    json.put("next", page.next());
    return json;
  }
}
