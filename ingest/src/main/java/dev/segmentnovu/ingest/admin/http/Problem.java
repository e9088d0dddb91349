package dev.segmentnovu.ingest.admin.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;

/**
 * An error as RFC 9457 problem details. {@code type} is always {@code about:blank}, so {@code
 * title} is the standard phrase of the status.
 *
 * @param status the HTTP status
 * @param detail for a person: what happened and what to do
 * @param mistakes the mistakes in the request, written as {@code errors}; may be empty
 */
public record Problem(int status, String detail, List<RequestError> mistakes) {

  public Problem {
    mistakes = List.copyOf(mistakes);
  }

  /** A problem without a list of mistakes. */
  public Problem(int status, String detail) {
    this(status, detail, List.of());
  }

  /** A 400 response that lists every mistake. */
  public static Problem badRequest(List<RequestError> mistakes) {
    return new Problem(400, "The request was not carried out: see errors.", mistakes);
  }

  /** This problem as a JSON object. */
  public ObjectNode json() {
    ObjectNode json = EventCodec.JSON.createObjectNode();
    json.put("type", "about:blank");
    json.put("title", HttpResponseStatus.valueOf(status).reasonPhrase());
    json.put("status", status);
    json.put("detail", detail);
    if (!mistakes.isEmpty()) {
      ArrayNode errors = json.putArray("errors");
      for (RequestError mistake : mistakes) {
        errors.addObject().put("where", mistake.where()).put("detail", mistake.detail());
      }
    }
    return json;
  }
}
