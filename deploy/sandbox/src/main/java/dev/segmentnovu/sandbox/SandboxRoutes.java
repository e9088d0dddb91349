package dev.segmentnovu.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.sandbox.faults.FaultJson;
import dev.segmentnovu.sandbox.faults.Faults;
import dev.segmentnovu.sandbox.http.SandboxResponses;
import dev.segmentnovu.sandbox.novu.Message;
import dev.segmentnovu.sandbox.novu.Messages;
import dev.segmentnovu.sandbox.novu.Subscribers;
import dev.segmentnovu.sandbox.received.ReceivedRequests;
import dev.segmentnovu.sandbox.received.RequestJson;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** The sandbox's own routes: received requests, messages, subscribers and faults. */
final class SandboxRoutes {
  private static final int LISTED = 1_000;

  private SandboxRoutes() {}

  static void mount(
      Router router,
      ReceivedRequests received,
      Subscribers subscribers,
      Messages messages,
      Faults faults) {
    // for the health check of a container
    router
        .get("/health/:what")
        .handler(
            context ->
                SandboxResponses.send(
                    context, 200, EventCodec.JSON.createObjectNode().put("status", "ok")));
    router.get("/sandbox/requests").handler(context -> listRequests(context, received));
    router.get("/sandbox/messages").handler(context -> listMessages(context, messages));
    router
        .get("/sandbox/subscribers")
        .handler(
            context -> {
              ObjectNode json = EventCodec.JSON.createObjectNode();
              subscribers.all().forEach(json.putArray("items")::add);
              SandboxResponses.send(context, 200, json);
            });
    router.get("/sandbox/fail").handler(context -> listFaults(context, faults));
    router.post("/sandbox/fail").handler(context -> addFault(context, faults));
    router
        .delete("/sandbox/fail")
        .handler(
            context -> {
              faults.clear();
              listFaults(context, faults);
            });
  }

  private static void listRequests(RoutingContext context, ReceivedRequests received) {
    try {
      long since = number(context, "since", 0);
      int limit = (int) Math.min(number(context, "limit", LISTED), Integer.MAX_VALUE);
      ObjectNode json = EventCodec.JSON.createObjectNode();
      ArrayNode items = json.putArray("items");
      json.put("last", received.last());
      received.since(since, limit).forEach(request -> items.add(RequestJson.write(request)));
      SandboxResponses.send(context, 200, json);
    } catch (IllegalArgumentException e) {
      refuse(context, e);
    }
  }

  private static void listMessages(RoutingContext context, Messages messages) {
    try {
      long limit = number(context, "limit", Long.MAX_VALUE);
      List<Message> made = messages.made();
      ObjectNode json = EventCodec.JSON.createObjectNode();
      ArrayNode items = json.putArray("items");
      made.stream()
          .skip(Math.max(0, made.size() - limit))
          .forEach(message -> items.add(message.toJson()));
      json.put("waiting", messages.waiting());
      SandboxResponses.send(context, 200, json);
    } catch (IllegalArgumentException e) {
      refuse(context, e);
    }
  }

  private static long number(RoutingContext context, String name, long otherwise) {
    String text = context.request().getParam(name);
    if (text == null) {
      return otherwise;
    }
    if (!text.matches("\\d{1,18}")) {
      throw new IllegalArgumentException(name + " must be a whole number, not " + text);
    }
    return Long.parseLong(text);
  }

  private static void addFault(RoutingContext context, Faults faults) {
    JsonNode body = SandboxResponses.json(context);
    try {
      if (!(body instanceof ObjectNode object)) {
        throw new IllegalArgumentException("the body must be a JSON object");
      }
      faults.add(FaultJson.read(object));
      listFaults(context, faults);
    } catch (IllegalArgumentException | IllegalStateException e) {
      refuse(context, e);
    }
  }

  private static void listFaults(RoutingContext context, Faults faults) {
    ObjectNode json = EventCodec.JSON.createObjectNode();
    ArrayNode items = json.putArray("items");
    faults.waiting().forEach(fault -> items.add(FaultJson.write(fault)));
    SandboxResponses.send(context, 200, json);
  }

  private static void refuse(RoutingContext context, RuntimeException reason) {
    SandboxResponses.send(
        context, 400, EventCodec.JSON.createObjectNode().put("message", reason.getMessage()));
  }
}
