package dev.segmentnovu.e2e.console;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What happened at a relay, so that no page is empty. */
final class Scenes {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int USERS = 40;

  /** The events of the users in turn; each has a workflow. */
  private static final List<String> EVENTS =
      List.of(
          "Order Completed",
          "User Registered",
          "Order Completed",
          "Password Reset Requested",
          "Trial Ending");

  private final Map<String, String> ids = new LinkedHashMap<>();

  private Scenes() {}

  /** Sends events that are delivered, refused, rejected, retried, held and skipped. */
  static Scenes play(ConsoleRelay relay) throws Exception {
    var scenes = new Scenes();
    PastHours.write(relay.process, "web");
    PastHours.write(relay.process, "app");
    relay.post("/admin/users/web/user-20/park", "{}");
    refusals(relay);
    retries(relay);
    usual(relay);
    relay.awaitDead("reason=unmapped", 9);
    scenes.ids.put("letter", letter(relay));
    await().atMost(LIMIT).until(() -> relay.get("/admin/issues").path("items").size() >= 3);
    scenes.ids.put("issue", issue(relay));
    scenes.ids.put("user", "user-9");
    relay.awaitState("web-3", "delivered");
    scenes.ids.put("event", "web-3");
    scenes.ids.put("job", job(relay));
    await().atMost(LIMIT).until(() -> relay.get("/admin/rejections").path("items").size() >= 4);
    scenes.ids.put("request", request(relay));
    return scenes;
  }

  /** A group with a sample: one that was only tried again so far has none. */
  private static String issue(ConsoleRelay relay) throws Exception {
    for (JsonNode each : relay.get("/admin/issues").path("items")) {
      if (each.path("sample").isTextual()) {
        return each.path("id").asText();
      }
    }
    throw new AssertionError("no group has a sample");
  }

  /** One user after the other: a call for several users would use up the faults of all. */
  private static void refusals(ConsoleRelay relay) throws Exception {
    refused(relay, "user-13", "Order Completed", 4, "payload.total must be a number");
    refused(
        relay,
        "user-77",
        "User Registered",
        3,
        "payload is missing required key(s) and type(s): currency (string)");
  }

  private static void refused(
      ConsoleRelay relay, String userId, String event, int count, String message) throws Exception {
    relay.refuse(userId, count, message);
    List<String> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      events.add(ConsoleRelay.event(userId, event, "refused-" + userId + "-" + i));
    }
    relay.send("web", events);
    relay.awaitDead("userId=" + userId, count);
  }

  private static void retries(ConsoleRelay relay) throws Exception {
    relay.process.fail("{\"path\":\"/v1/events\",\"subscriberId\":\"user-9\",\"status\":503}");
    List<String> events = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      events.add(ConsoleRelay.event("user-9", "Order Completed", "retried-" + i));
    }
    relay.send("web", events);
    await()
        .atMost(LIMIT)
        .until(
            () -> relay.get("/admin/users/web/user-9").path("state").asText().equals("retrying"));
  }

  private static void usual(ConsoleRelay relay) {
    List<String> web = new ArrayList<>();
    List<String> app = new ArrayList<>();
    for (int i = 0; i < USERS; i++) {
      String user = "user-" + i;
      if (i == 9 || i == 13) {
        continue;
      }
      web.add(ConsoleRelay.event(user, EVENTS.get(i % EVENTS.size()), "web-" + i));
      app.add(
          ConsoleRelay.event(
              "player-" + i, i % 5 == 0 ? "App Opened" : "Level Reached", "app-" + i));
    }
    for (int i = 0; i < 9; i++) {
      web.add(
          ConsoleRelay.event(
              "user-" + i, i % 3 == 0 ? "Coupon Applied" : "Cart Abandoned", "unmapped-" + i));
    }
    for (int i = 0; i < 2; i++) {
      web.add(
          "{\"type\":\"track\",\"event\":\"Order Completed\",\"messageId\":\"nobody-" + i + "\"}");
      web.add("{\"type\":\"track\",\"userId\":\"user-5\",\"messageId\":\"nameless-" + i + "\"}");
    }
    relay.send("web", web);
    relay.send("app", app);
  }

  private static String letter(ConsoleRelay relay) {
    return relay.awaitDead("userId=user-13", 4).get(0).path("id").asText();
  }

  private static String job(ConsoleRelay relay) {
    String id =
        relay
            .post(
                "/admin/jobs",
                "{\"action\":\"replay\",\"filter\":{\"source\":\"web\",\"event\":\"Coupon Applied\"}}")
            .path("id")
            .asText();
    await()
        .atMost(LIMIT)
        .until(() -> !relay.get("/admin/jobs/" + id).path("state").asText().equals("running"));
    return id;
  }

  private static String request(ConsoleRelay relay) {
    return relay
        .process
        .received()
        .valueStream()
        .filter(each -> each.path("workflow").asText().equals("receipt"))
        .filter(each -> each.path("status").asInt() == 201)
        .map(each -> each.path("sequence").asText())
        .findFirst()
        .orElseThrow();
  }

  /** A path with the ids of what happened. */
  String address(String path) {
    String address = path;
    for (Map.Entry<String, String> each : ids.entrySet()) {
      address = address.replace("{" + each.getKey() + "}", each.getValue());
    }
    return address;
  }
}
