package dev.segmentnovu.ingest.admin.live;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.ingest.admin.http.PersonalData;

/**
 * One server-sent event.
 *
 * @param type the name of the event
 * @param source the source that it concerns
 * @param data as the list of the same things has it
 */
record LiveEvent(String type, String source, ObjectNode data) {

  /** The same with personal data masked. */
  LiveEvent masked() {
    return new LiveEvent(type, source, PersonalData.maskedAnswer(data));
  }

  /** The event as it is sent. */
  String text() {
    return "event: " + type + "\ndata: " + data + "\n\n";
  }
}
