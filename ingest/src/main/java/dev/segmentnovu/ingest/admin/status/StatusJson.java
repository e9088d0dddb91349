package dev.segmentnovu.ingest.admin.status;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.config.ConfigStatus;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.ingest.admin.http.ConfigStatusJson;
import dev.segmentnovu.ingest.admin.http.JsonTime;
import dev.segmentnovu.ingest.admin.status.verdict.SourceVerdict;
import dev.segmentnovu.queue.admin.Processes.Seen;
import dev.segmentnovu.queue.admin.QueueStats;
import dev.segmentnovu.queue.admin.Server;
import dev.segmentnovu.queue.control.Heartbeat;
import dev.segmentnovu.queue.control.PausedSource;
import dev.segmentnovu.queue.control.ProbeAnswer;
import dev.segmentnovu.queue.control.SourceState;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the status of the relay and of its sources as JSON. */
final class StatusJson {

  private StatusJson() {}

  static ObjectNode status(RelayStatus status, ConfigStatus config) {
    ObjectNode json = EventCodec.JSON.createObjectNode();
    ArrayNode sources = json.putArray("sources");
    status.sources().forEach(source -> sources.add(source(source)));
    ArrayNode workers = json.putArray("workers");
    RelayStatus.of(Heartbeat.Role.WORKER, status.processes())
        .forEach(worker -> workers.add(worker(worker)));
    ArrayNode ingests = json.putArray("ingests");
    RelayStatus.of(Heartbeat.Role.INGEST, status.processes())
        .forEach(ingest -> ingests.add(ingest(ingest)));
    json.set("intake", intake(status));
    json.set("redis", redis(status));
    json.set("configuration", ConfigStatusJson.withProblems(config));
    return json;
  }

  private static ObjectNode intake(RelayStatus status) {
    ObjectNode json = EventCodec.JSON.createObjectNode();
    ArrayNode refused = json.putArray("refused");
    for (RefusedSenders each : status.refused()) {
      refused
          .addObject()
          .put("source", each.source())
          .put("code", each.refused().code())
          .put("message", each.refused().message())
          .put("count", each.refused().count())
          .put("since", JsonTime.text(each.refused().since()))
          .put("lastAt", JsonTime.text(each.refused().lastAt()));
    }
    return json;
  }

  /** A source with its queue. */
  static ObjectNode source(RelayStatus.Source source) {
    ObjectNode json = EventCodec.JSON.createObjectNode();
    SourceVerdict verdict = source.verdict();
    json.put("source", source.name())
        .put("state", verdict.state())
        .put("reason", verdict.reason())
        .put("remedy", verdict.remedy())
        .put("since", JsonTime.text(verdict.since()))
        .put("until", JsonTime.text(verdict.until()))
        .put("nextProbe", JsonTime.text(verdict.nextProbe()))
        .put("pausedBy", verdict.pausedBy());
    QueueStats queue = source.queue();
    return json.put("depth", queue.depth())
        .put("due", queue.runnable())
        .put("claimed", queue.claimed())
        .put("retrying", queue.retrying())
        .put("parked", queue.parked())
        .put("dead", queue.dead())
        .put("unmapped", queue.unmapped())
        .put("oldestDueSeconds", seconds(queue.oldestDue()));
  }

  /** The state of a source without its queue. */
  static ObjectNode state(RelayStatus.Source source) {
    SourceVerdict verdict = source.verdict();
    return EventCodec.JSON
        .createObjectNode()
        .put("source", source.name())
        .put("state", verdict.state())
        .put("reason", verdict.reason())
        .put("since", JsonTime.text(verdict.since()));
  }

  private static ObjectNode worker(Seen seen) {
    ObjectNode json = process(seen);
    json.put("users", seen.heartbeat().users());
    ArrayNode sources = json.putArray("sources");
    for (Heartbeat.Source source : seen.heartbeat().sources()) {
      SourceState state = source.state();
      sources
          .addObject()
          .put("source", source.source())
          .put("state", state.kind().text())
          .put("reason", state.reason())
          .put("since", JsonTime.text(state.since()))
          .put("until", JsonTime.text(state.until()))
          .put("nextProbe", JsonTime.text(state.nextProbe()))
          .put("users", source.users());
    }
    return json;
  }

  private static ObjectNode ingest(Seen seen) {
    ObjectNode json = process(seen);
    ArrayNode sources = json.putArray("sources");
    seen.heartbeat().sources().forEach(source -> sources.add(source.source()));
    return json;
  }

  private static ObjectNode process(Seen seen) {
    return EventCodec.JSON
        .createObjectNode()
        .put("name", seen.heartbeat().name())
        .put("version", seen.heartbeat().version())
        .put("startedAt", JsonTime.text(seen.heartbeat().startedAt()))
        .put("seenAt", JsonTime.text(seen.seenAt()))
        .put("alive", seen.isAlive());
  }

  private static ObjectNode redis(RelayStatus status) {
    Server.State server = status.server();
    ObjectNode json =
        EventCodec.JSON
            .createObjectNode()
            .put("role", server.role())
            .put("version", server.version())
            .put("usedBytes", server.usedBytes())
            .put("maxBytes", server.maxBytes())
            .put("appendOnly", server.appendOnly())
            .put("lastFsyncSeconds", seconds(server.lastFsync()));
    ArrayNode memory = json.putArray("memory");
    for (Server.Memory each : status.memory()) {
      memory
          .addObject()
          .put("source", each.source())
          .put("structure", each.structure())
          .put("bytes", each.bytes());
    }
    return json;
  }

  /** The list of sources, with how they are configured. */
  static ObjectNode sources(RelayStatus status, Map<String, RelayConfig.Source> configured) {
    ObjectNode json = EventCodec.JSON.createObjectNode();
    ArrayNode items = json.putArray("items");
    for (RelayStatus.Source source : status.sources()) {
      PausedSource pause = source.facts().pause();
      RelayConfig.Source known = configured.get(source.name());
      if (known != null) {
        items
            .addObject()
            .put("source", source.name())
            .put("state", source.verdict().state())
            .put("pausedBy", pause == null ? null : pause.by())
            .put("pausedAt", pause == null ? null : JsonTime.text(pause.at()))
            .put("novuUrl", known.novu().url().toString())
            .put("workflows", known.mapping().workflows().size())
            .put("rules", known.mapping().rules().size());
      }
    }
    return json;
  }

  /** The answer to a pause. */
  static ObjectNode paused(PausedSource pause) {
    return EventCodec.JSON
        .createObjectNode()
        .put("source", pause.source())
        .put("state", SourceState.Kind.PAUSED.text())
        .put("pausedBy", pause.by())
        .put("pausedAt", JsonTime.text(pause.at()));
  }

  /** The answer to a resume. */
  static ObjectNode resumed(String source) {
    return EventCodec.JSON
        .createObjectNode()
        .put("source", source)
        .put("state", SourceState.Kind.RUNNING.text());
  }

  /** The answer to a probe. */
  static ObjectNode probed(String source, ProbeAnswer answer) {
    return EventCodec.JSON
        .createObjectNode()
        .put("source", source)
        .put("ok", answer.ok())
        .put("status", answer.status())
        .put("message", answer.message())
        .put("tookMillis", answer.took().toMillis());
  }

  private static @Nullable Double seconds(@Nullable Duration duration) {
    return duration == null ? null : (Double) (duration.toMillis() / 1_000.0);
  }
}
