package dev.segmentnovu.relay.preview;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.worker.novu.NovuCall;
import dev.segmentnovu.worker.novu.NovuRequest;
import dev.segmentnovu.worker.novu.PlannedCalls;

/** Writes the calls of a request as JSON. */
public final class PlannedCallsJson {

  private PlannedCallsJson() {}

  /** Adds {@code method}, {@code path} and {@code body} of each call to {@code calls}. */
  public static void add(ArrayNode calls, NovuRequest request) {
    for (NovuCall call : PlannedCalls.of(request)) {
      ObjectNode one = calls.addObject().put("method", call.method()).put("path", call.path());
      JsonNode body = call.body();
      if (body != null) {
        one.set("body", body);
      }
    }
  }
}
