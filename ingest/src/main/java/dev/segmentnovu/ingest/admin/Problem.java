package dev.segmentnovu.ingest.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;

/**
 * An error as RFC 9457 has it: {@code type} is left at {@code about:blank}, so {@code title} is the
 * status' own phrase.
 *
 * @param status the HTTP status
 * @param detail what happened and what to do, for a person
 * @param mistakes each mistake in the request, shown as {@code errors}; may be empty
 */
record Problem(int status, String detail, List<RequestError> mistakes) {

  Problem {
    mistakes = List.copyOf(mistakes);
  }

  Problem(int status, String detail) {
    this(status, detail, List.of());
  }

  /** 400 with every mistake. */
  static Problem mistakes(List<RequestError> mistakes) {
    return new Problem(400, "The request was not carried out: see errors.", mistakes);
  }

  ObjectNode json() {
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
