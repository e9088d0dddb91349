package dev.segmentnovu.queue.redis.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.queue.control.PausedSource;
import dev.segmentnovu.queue.redis.client.ScriptReply;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes pauses as JSON and reads them back. */
final class PauseCodec {

  private PauseCodec() {}

  /** A pause without its time, which {@code pause_source.lua} adds. */
  static String encode(String by, @Nullable String reason) {
    ObjectNode json = EventCodec.JSON.createObjectNode().put("by", by);
    if (reason != null) {
      json.put("reason", reason);
    }
    try {
      return EventCodec.JSON.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e); // a tree of ours: cannot fail
    }
  }

  /** The sources and their pauses, sorted by source. */
  static List<PausedSource> list(ScriptReply reply) {
    List<PausedSource> paused = new ArrayList<>();
    while (reply.hasMore()) {
      paused.add(read(reply.text(), reply.text()));
    }
    paused.sort(Comparator.comparing(PausedSource::source));
    return paused;
  }

  /** A pause that cannot be read pauses nevertheless: somebody wrote it by hand. */
  static PausedSource read(String source, String text) {
    JsonNode json;
    try {
      json = EventCodec.JSON.readTree(text);
    } catch (JsonProcessingException e) {
      json = MissingNode.getInstance();
    }
    return new PausedSource(
        source,
        json.path("by").asText("somebody"),
        Instant.ofEpochMilli(json.path("at").asLong(0)),
        json.path("reason").textValue());
  }
}
