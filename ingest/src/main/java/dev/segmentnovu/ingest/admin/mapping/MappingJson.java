package dev.segmentnovu.ingest.admin.mapping;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.config.ConfigStatus;
import dev.segmentnovu.config.Durations;
import dev.segmentnovu.config.Mapping;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.setting.form.ValueTypes;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.ingest.admin.http.JsonTime;
import java.util.List;

/** Writes mappings, samples and trials as JSON. */
final class MappingJson {

  private MappingJson() {}

  static ObjectNode mappings(List<RelayConfig.Source> sources, ConfigStatus status) {
    ObjectNode json = EventCodec.JSON.createObjectNode();
    ArrayNode items = json.putArray("items");
    sources.forEach(source -> items.add(mapping(source, status)));
    return json;
  }

  private static ObjectNode mapping(RelayConfig.Source source, ConfigStatus status) {
    Mapping mapping = source.mapping();
    ObjectNode json =
        EventCodec.JSON
            .createObjectNode()
            .put("source", source.name())
            .put("file", status.file() == null ? null : status.file().toString())
            .put("loadedAt", JsonTime.text(status.loadedAt()));
    ArrayNode workflows = json.putArray("workflows");
    mapping
        .workflows()
        .forEach(
            (event, workflow) ->
                workflows.addObject().put("event", event).put("workflow", workflow));
    ArrayNode rules = json.putArray("rules");
    for (int i = 0; i < mapping.rules().size(); i++) {
      rules.add(rule(i + 1, mapping.rules().get(i)));
    }
    return json.put("unmapped", ValueTypes.written(mapping.unmapped()));
  }

  private static ObjectNode rule(int index, Mapping.Rule rule) {
    return EventCodec.JSON
        .createObjectNode()
        .put("index", index)
        .put("when", rule.when())
        .put("workflow", rule.workflow())
        .put("to", rule.to())
        .put("payload", rule.payload())
        .put("overrides", rule.overrides())
        .put("actor", rule.actor())
        .put("tenant", rule.tenant())
        .put("context", rule.context())
        .put("transactionId", rule.transactionId())
        .put("all", rule.all())
        .put("maxAge", rule.maxAge() == null ? null : Durations.format(rule.maxAge()));
  }

  static ObjectNode samples(List<Sample> samples) {
    ObjectNode json = EventCodec.JSON.createObjectNode();
    ArrayNode items = json.putArray("items");
    for (Sample each : samples) {
      ObjectNode item =
          items
              .addObject()
              .put("source", each.source())
              .put("messageId", each.messageId())
              .put("type", each.type())
              .put("event", each.event())
              .put("receivedAt", JsonTime.text(each.receivedAt()))
              .put("from", ValueTypes.written(each.from()))
              .put("door", TrialRequest.name(each.door()));
      item.set("body", each.body());
    }
    return json;
  }

  static ObjectNode trial(TrialResult result) {
    ObjectNode json =
        EventCodec.JSON
            .createObjectNode()
            .put("outcome", ValueTypes.written(result.outcome()))
            .put("reason", result.reason());
    ArrayNode steps = json.putArray("steps");
    for (TrialResult.Step each : result.steps()) {
      steps
          .addObject()
          .put("rule", each.rule())
          .put("method", each.method())
          .put("path", each.path())
          .set("body", each.body() == null ? EventCodec.JSON.nullNode() : each.body());
    }
    return json;
  }
}
