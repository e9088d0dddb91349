package dev.segmentnovu.sandbox.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.sandbox.received.Reach;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A response of the sandbox.
 *
 * @param body null for none
 * @param reaches whom the triggers in the call reach, in order; the response does not contain it
 */
public record SandboxResponse(
    int status, Map<String, String> headers, @Nullable JsonNode body, List<Reach> reaches) {

  /** The response to a call that triggers nothing. */
  public SandboxResponse(int status, Map<String, String> headers, @Nullable JsonNode body) {
    this(status, headers, body, List.of());
  }

  /** A success in Novu's envelope. */
  public static SandboxResponse data(int status, JsonNode data) {
    ObjectNode body = EventCodec.JSON.createObjectNode();
    body.set("data", data);
    return new SandboxResponse(status, Map.of(), body);
  }

  /** A failure in Novu's format. */
  public static SandboxResponse error(Call call, int status, String message) {
    return new SandboxResponse(status, Map.of(), errorBody(call, status, message));
  }

  /** A failure with details, which Novu writes twice: in {@code ctx} and beside it. */
  public static SandboxResponse error(Call call, int status, String message, ObjectNode context) {
    ObjectNode body = errorBody(call, status, message);
    body.set("ctx", context);
    body.setAll(context);
    return new SandboxResponse(status, Map.of(), body);
  }

  /**
   * The failure for a body that breaks the rules of its endpoint; {@code messages} lists the
   * violations.
   */
  public static SandboxResponse invalid(Call call, List<String> messages) {
    ObjectNode body = errorBody(call, 422, "Validation Error");
    ObjectNode general = body.putObject("errors").putObject("general");
    messages.forEach(general.putArray("messages")::add);
    general.set("value", call.body());
    return new SandboxResponse(422, Map.of(), body);
  }

  /** The fields of each failure; a 500 also has an {@code errorId}. */
  public static ObjectNode errorBody(Call call, int status, String message) {
    ObjectNode body = EventCodec.JSON.createObjectNode();
    body.put("statusCode", status);
    body.put("timestamp", call.at().toString());
    body.put("path", call.path());
    body.put("message", message);
    if (status == 500) {
      body.put("errorId", UUID.randomUUID().toString());
    }
    return body;
  }

  /** The same for triggers that reach these. */
  public SandboxResponse reaching(List<Reach> all) {
    return new SandboxResponse(status, headers, body, all);
  }

  /** The same with these headers too. */
  SandboxResponse with(Map<String, String> more) {
    if (more.isEmpty()) {
      return this;
    }
    Map<String, String> all = new HashMap<>(headers);
    all.putAll(more);
    return new SandboxResponse(status, all, body, reaches);
  }
}
