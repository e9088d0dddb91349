package dev.segmentnovu.queue.redis.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.queue.admin.DeadLetters.Filter;
import dev.segmentnovu.queue.admin.DeadLetters.Position;
import dev.segmentnovu.queue.admin.EventField;
import dev.segmentnovu.queue.jobs.Job;
import dev.segmentnovu.queue.jobs.JobOrder;
import dev.segmentnovu.queue.jobs.JobOrder.Action;
import dev.segmentnovu.queue.jobs.JobOrder.Mapping;
import dev.segmentnovu.queue.jobs.JobProgress;
import dev.segmentnovu.queue.jobs.JobProgress.Failures;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes what Redis stores of jobs, and reads it back. */
final class JobCodec {

  private static final String FAIL = "fail:";
  private static final String EXAMPLES = "examples:";

  private JobCodec() {}

  /** The text of what a job does. */
  static String order(JobOrder order) {
    ObjectNode json = EventCodec.JSON.createObjectNode();
    json.put("action", order.action().name());
    ObjectNode filter = json.putObject("filter");
    filter.put("source", order.filter().source());
    filter.put("reason", order.filter().reason());
    filter.put("userId", order.filter().userId());
    filter.put("event", order.filter().event());
    filter.put("since", millis(order.filter().since()));
    filter.put("until", millis(order.filter().until()));
    filter.put("messageId", order.filter().messageId());
    filter.put("workflow", order.filter().workflow());
    filter.put("status", order.filter().status());
    filter.put("text", order.filter().text());
    ArrayNode fields = filter.putArray("fields");
    for (EventField field : order.filter().fields()) {
      ObjectNode one = fields.addObject().put("value", field.value());
      ArrayNode path = one.putArray("path");
      field.path().forEach(path::add);
    }
    ArrayNode sources = json.putArray("sources");
    order.sources().forEach(sources::add);
    json.put("position", order.position().name());
    json.put("mapping", order.mapping().name());
    json.put("force", order.force());
    json.set("edit", order.edit());
    json.put("ratePerSecond", order.ratePerSecond());
    ArrayNode ids = json.putArray("ids");
    order.ids().forEach(ids::add);
    return json.toString();
  }

  private static JobOrder order(JsonNode json) {
    List<String> sources = new ArrayList<>();
    json.path("sources").forEach(source -> sources.add(source.asText()));
    // absent in jobs of older versions
    List<String> ids = new ArrayList<>();
    json.path("ids").forEach(id -> ids.add(id.asText()));
    return new JobOrder(
        Action.valueOf(json.path("action").asText()),
        filter(json.path("filter")),
        sources,
        Position.valueOf(json.path("position").asText()),
        Mapping.valueOf(json.path("mapping").asText()),
        json.path("force").asBoolean(),
        json.get("edit") instanceof ObjectNode edit ? edit : null,
        json.path("ratePerSecond").asInt(),
        ids);
  }

  private static Filter filter(JsonNode json) {
    return new Filter(
        json.path("source").textValue(),
        json.path("reason").textValue(),
        json.path("userId").textValue(),
        json.path("event").textValue(),
        instant(json.path("since")),
        instant(json.path("until")),
        json.path("messageId").textValue(),
        json.path("workflow").textValue(),
        json.hasNonNull("status") ? json.path("status").asInt() : null,
        json.path("text").textValue(),
        fields(json.path("fields")));
  }

  /** Absent in jobs of older versions. */
  private static List<EventField> fields(JsonNode json) {
    List<EventField> fields = new ArrayList<>();
    for (JsonNode each : json) {
      List<String> path = new ArrayList<>();
      each.path("path").forEach(name -> path.add(name.asText()));
      fields.add(new EventField(path, each.path("value").asText()));
    }
    return fields;
  }

  private static @Nullable Long millis(@Nullable Instant instant) {
    return instant == null ? null : instant.toEpochMilli();
  }

  private static @Nullable Instant instant(JsonNode json) {
    return json.isNumber() ? Instant.ofEpochMilli(json.asLong()) : null;
  }

  /** The fields of a job that ended. */
  static Map<String, String> ended(JobProgress progress, Instant at, @Nullable String error) {
    Map<String, String> fields = new TreeMap<>();
    fields.put("finishedAt", "" + at.toEpochMilli());
    if (error != null) {
      fields.put("error", error);
    }
    fields.putAll(fields(progress));
    return fields;
  }

  /** The fields of a progress. */
  static Map<String, String> fields(JobProgress progress) {
    Map<String, String> fields = new TreeMap<>();
    fields.put("acted", "" + progress.acted());
    fields.put("busy", "" + progress.busy());
    progress
        .failures()
        .forEach(
            (code, failures) -> {
              fields.put(FAIL + code, "" + failures.count());
              fields.put(EXAMPLES + code, String.join(" ", failures.examples()));
            });
    return fields;
  }

  /** The job of the fields that Redis stores; without the progress of one that runs. */
  static Job job(String id, Map<String, String> fields) {
    try {
      String finishedAt = fields.get("finishedAt");
      return new Job(
          id,
          order(EventCodec.JSON.readTree(field(fields, "order"))),
          Job.State.valueOf(field(fields, "state").toUpperCase(Locale.ROOT)),
          Long.parseLong(field(fields, "total")),
          field(fields, "createdBy"),
          Instant.ofEpochMilli(Long.parseLong(field(fields, "createdAt"))),
          finishedAt == null ? null : Instant.ofEpochMilli(Long.parseLong(finishedAt)),
          progress(fields),
          fields.get("error"));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e); // create_job.lua wrote it: cannot fail
    }
  }

  /** The progress in the fields of a job that ended, or of a shard. */
  static JobProgress progress(Map<String, String> fields) {
    Map<String, Failures> failures = new TreeMap<>();
    fields.forEach(
        (name, value) -> {
          if (name.startsWith(FAIL)) {
            String code = name.substring(FAIL.length());
            String examples = fields.getOrDefault(EXAMPLES + code, "");
            failures.put(
                code, new Failures(Long.parseLong(value), List.of(examples.split(" ", -1))));
          }
        });
    return new JobProgress(
        Long.parseLong(fields.getOrDefault("acted", "0")),
        Long.parseLong(fields.getOrDefault("busy", "0")),
        failures);
  }

  private static String field(Map<String, String> fields, String name) {
    return Objects.requireNonNull(fields.get(name), name);
  }
}
