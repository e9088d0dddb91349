package dev.segmentnovu.ingest.admin.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.config.ConfigStatus;
import dev.segmentnovu.event.EventCodec;

/** Writes which configuration a process runs with. */
public final class ConfigStatusJson {

  private ConfigStatusJson() {}

  /** The file, since when its content is used, and whether that is its present content. */
  public static ObjectNode of(ConfigStatus status) {
    return EventCodec.JSON
        .createObjectNode()
        .put("file", status.file() == null ? null : status.file().toString())
        .put("loadedAt", JsonTime.text(status.loadedAt()))
        .put("valid", status.isValid());
  }

  /**
   * The same with the problems of a file that is refused: without them, somebody looks in vain for
   * what it changes.
   */
  public static ObjectNode withProblems(ConfigStatus status) {
    ObjectNode json = of(status);
    ArrayNode problems = json.putArray("problems");
    status.errors().forEach(error -> problems.add(error.toString()));
    return json;
  }
}
