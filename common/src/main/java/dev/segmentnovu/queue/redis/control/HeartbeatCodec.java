package dev.segmentnovu.queue.redis.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.queue.control.Heartbeat;
import dev.segmentnovu.queue.control.Senders;
import dev.segmentnovu.queue.control.Senders.Refused;
import dev.segmentnovu.queue.control.SourceState;
import dev.segmentnovu.queue.control.SourceState.Kind;
import dev.segmentnovu.queue.redis.reshard.DataFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes heartbeats as JSON and reads them back. */
final class HeartbeatCodec {

  /** A reason can hold a message of Novu. */
  private static final int REASON_CHARS = 500;

  private static final String FORMAT = "format";

  private HeartbeatCodec() {}

  /** The data format that the process knows: 1 before processes told it. */
  static int format(byte[] text) {
    try {
      return EventCodec.JSON.readTree(text).path(FORMAT).asInt(1);
    } catch (IOException e) {
      return 1;
    }
  }

  /** The name under which Redis keeps the heartbeat. */
  static String process(Heartbeat heartbeat) {
    return heartbeat.role().name().toLowerCase(Locale.ROOT) + ":" + heartbeat.name();
  }

  static String encode(Heartbeat heartbeat) {
    ObjectNode json = EventCodec.JSON.createObjectNode();
    json.put("name", heartbeat.name());
    json.put("role", heartbeat.role().name());
    json.put("version", heartbeat.version());
    json.put(FORMAT, DataFormat.PRESENT.version());
    json.put("startedAt", heartbeat.startedAt().toEpochMilli());
    ArrayNode sources = json.putArray("sources");
    for (Heartbeat.Source source : heartbeat.sources()) {
      SourceState state = source.state();
      ObjectNode one =
          sources
              .addObject()
              .put("source", source.source())
              .put("users", source.users())
              .put("calls", source.calls())
              .put("callLimit", source.callLimit())
              .put("state", state.kind().text());
      if (state.status() != null) {
        one.put("status", state.status());
      }
      if (state.reason() != null) {
        one.put("reason", shortened(state.reason()));
      }
      put(one, "since", state.since());
      put(one, "until", state.until());
      put(one, "nextProbe", state.nextProbe());
    }
    ArrayNode senders = json.putArray("senders");
    heartbeat.senders().forEach(each -> put(senders.addObject(), each));
    try {
      return EventCodec.JSON.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e); // a tree of ours: cannot fail
    }
  }

  private static void put(ObjectNode json, Senders senders) {
    if (senders.source() != null) {
      json.put("source", senders.source());
    }
    put(json, "provenAt", senders.provenAt());
    Refused refused = senders.refused();
    if (refused != null) {
      json.put("code", refused.code())
          .put("message", shortened(refused.message()))
          .put("count", refused.count())
          .put("since", refused.since().toEpochMilli())
          .put("lastAt", refused.lastAt().toEpochMilli());
    }
  }

  private static String shortened(String reason) {
    return reason.length() <= REASON_CHARS ? reason : reason.substring(0, REASON_CHARS) + "…";
  }

  private static void put(ObjectNode json, String name, @Nullable Instant at) {
    if (at != null) {
      json.put(name, at.toEpochMilli());
    }
  }

  /** The heartbeat; empty for a text that no relay wrote, so that it does not hide the others. */
  static Optional<Heartbeat> read(byte[] text) {
    try {
      JsonNode json = EventCodec.JSON.readTree(text);
      if (!json.path("name").isTextual() || !json.path("startedAt").isIntegralNumber()) {
        return Optional.empty();
      }
      List<Heartbeat.Source> sources = new ArrayList<>();
      for (JsonNode source : json.path("sources")) {
        sources.add(
            new Heartbeat.Source(
                source.path("source").asText(),
                state(source),
                source.path("users").asInt(),
                source.path("calls").asInt(),
                source.path("callLimit").asInt()));
      }
      return Optional.of(
          new Heartbeat(
              json.path("name").asText(),
              json.path("role").asText().equals(Heartbeat.Role.INGEST.name())
                  ? Heartbeat.Role.INGEST
                  : Heartbeat.Role.WORKER,
              json.path("version").asText(),
              Instant.ofEpochMilli(json.path("startedAt").asLong()),
              sources,
              senders(json.path("senders"))));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static List<Senders> senders(JsonNode json) {
    List<Senders> senders = new ArrayList<>();
    for (JsonNode each : json) {
      Instant since = instant(each.path("since"));
      Instant lastAt = instant(each.path("lastAt"));
      senders.add(
          new Senders(
              each.path("source").textValue(),
              instant(each.path("provenAt")),
              since == null || lastAt == null
                  ? null
                  : new Refused(
                      each.path("code").asText(),
                      each.path("message").asText(),
                      each.path("count").asLong(),
                      since,
                      lastAt)));
    }
    return senders;
  }

  private static SourceState state(JsonNode json) {
    String state = json.path("state").asText();
    Optional<Kind> kind = Kind.of(state);
    String reason = json.path("reason").textValue();
    return new SourceState(
        kind.orElse(Kind.BLOCKED),
        json.path("status").isInt() ? (Integer) json.path("status").intValue() : null,
        kind.isPresent()
            ? reason
            : "it reports the state \"" + state + "\", which this version does not know",
        instant(json.path("since")),
        instant(json.path("until")),
        instant(json.path("nextProbe")));
  }

  private static @Nullable Instant instant(JsonNode millis) {
    return millis.isIntegralNumber() ? Instant.ofEpochMilli(millis.longValue()) : null;
  }
}
