package dev.segmentnovu.ingest.admin.alerts;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.config.Alerts;
import dev.segmentnovu.config.Alerts.Kind;
import dev.segmentnovu.config.Alerts.Receiver;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.ingest.admin.alerts.rules.AlertState.Firing;
import dev.segmentnovu.ingest.admin.http.AdminResponses;
import dev.segmentnovu.ingest.admin.http.ErrorResponses;
import dev.segmentnovu.ingest.admin.http.JsonTime;
import dev.segmentnovu.ingest.admin.http.Problem;
import dev.segmentnovu.queue.admin.AlertStore;
import dev.segmentnovu.queue.admin.AlertStore.Contents;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Shows alerts, and tests their receivers. */
final class AlertRoutes {

  private static final Problem NO_RECEIVER =
      new Problem(
          409,
          "There is no receiver of alerts: set RELAY_ALERTS_URL and RELAY_ALERTS_SECRET, or"
              + " alerts.receivers in relay.yaml.");

  private record Test(Receiver receiver, SendResult result, Duration took) {}

  private final AlertStore store;
  private final Supplier<Alerts> settings;
  private final WebhookSender sender;
  private final InstantSource clock;

  AlertRoutes(
      AlertStore store, Supplier<Alerts> settings, WebhookSender sender, InstantSource clock) {
    this.store = store;
    this.settings = settings;
    this.sender = sender;
    this.clock = clock;
  }

  void mount(Router router) {
    router.get("/admin/alerts").handler(this::show);
    router.route("/admin/alerts").handler(ErrorResponses.methodNotAllowed("GET"));
    router.post("/admin/alerts/test").handler(this::test);
    router.route("/admin/alerts/test").handler(ErrorResponses.methodNotAllowed("POST"));
  }

  private void show(RoutingContext context) {
    AdminResponses.respondAfter(
        context,
        AdminResponses.onEventLoop(store.read()),
        contents -> AdminResponses.json(context, 200, json(contents)));
  }

  private ObjectNode json(Contents contents) {
    ObjectNode json = EventCodec.JSON.createObjectNode();
    ArrayNode active = json.putArray("active");
    AlertJson.state(contents.state())
        .ifPresent(state -> state.firing().values().forEach(each -> active.add(json(each))));
    ArrayNode latest = json.putArray("latest");
    AlertJson.latest(contents.latest()).ifPresent(latest::addAll);
    ArrayNode receivers = json.putArray("receivers");
    Outbox outbox = AlertJson.outbox(contents.pending()).orElse(new Outbox(List.of()));
    settings
        .get()
        .receivers()
        .forEach(receiver -> receivers.add(json(receiver, outbox.of(receiver.name()))));
    return json;
  }

  private static ObjectNode json(Firing firing) {
    return EventCodec.JSON
        .createObjectNode()
        .put("type", firing.type())
        .put("source", firing.source())
        .put("since", instant(firing.sinceMs()))
        .put("lastSentAt", instant(firing.toldMs()))
        .put("message", firing.message())
        .put("remedy", firing.remedy());
  }

  private static ObjectNode json(Receiver receiver, List<PendingMessage> pending) {
    ObjectNode json = EventCodec.JSON.createObjectNode();
    json.put("name", receiver.name());
    json.put("origin", receiver.origin());
    ArrayNode events = json.putArray("events");
    receiver.kinds().stream().map(Kind::type).sorted().forEach(events::add);
    ArrayNode sources = json.putArray("sources");
    receiver.sources().stream().sorted().forEach(sources::add);
    json.put("pending", pending.size());
    PendingMessage next = pending.isEmpty() ? null : pending.get(0);
    json.put("attempts", next == null ? 0 : next.attempts());
    json.put("lastError", next == null || next.attempts() == 0 ? null : next.lastError());
    json.put("nextTryAt", next == null ? null : instant(next.nextMs()));
    return json;
  }

  private static @Nullable String instant(long ms) {
    return JsonTime.text(Instant.ofEpochMilli(ms));
  }

  private void test(RoutingContext context) {
    List<Receiver> receivers = settings.get().receivers();
    if (receivers.isEmpty()) {
      AdminResponses.problem(context, NO_RECEIVER);
      return;
    }
    Instant begun = clock.instant();
    String id = "alert-test-" + UUID.randomUUID();
    String body = AlertJson.test(id, begun);
    List<Future<Test>> tests = new ArrayList<>();
    for (Receiver receiver : receivers) {
      tests.add(
          sender
              .send(receiver, id, body)
              .map(result -> new Test(receiver, result, Duration.between(begun, clock.instant()))));
    }
    AdminResponses.respondAfter(
        context,
        Future.all(tests),
        done -> {
          ObjectNode json = EventCodec.JSON.createObjectNode();
          ArrayNode list = json.putArray("receivers");
          tests.forEach(each -> list.add(json(each.result())));
          AdminResponses.json(context, 200, json);
        });
  }

  private static ObjectNode json(Test test) {
    ObjectNode json = EventCodec.JSON.createObjectNode();
    json.put("name", test.receiver().name());
    test.result()
        .match(
            delivered -> put(json, true, delivered.status(), null),
            failed -> put(json, false, failed.status(), failed.error()));
    return json.put("tookMillis", test.took().toMillis());
  }

  private static ObjectNode put(
      ObjectNode json, boolean delivered, @Nullable Integer status, @Nullable String error) {
    return json.put("delivered", delivered).put("status", status).put("error", error);
  }
}
