package dev.segmentnovu.ingest.admin.jobs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.ingest.admin.deadletters.DeadLetterJson;
import dev.segmentnovu.ingest.admin.http.JsonTime;
import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.admin.DeadLetters.Facet;
import dev.segmentnovu.queue.admin.DeadLetters.Filter;
import dev.segmentnovu.queue.admin.DeadLetters.ValueCount;
import dev.segmentnovu.queue.admin.DeadLetters.Whole;
import dev.segmentnovu.queue.jobs.Job;
import dev.segmentnovu.queue.jobs.JobOrder;
import dev.segmentnovu.queue.jobs.JobOrder.Action;
import dev.segmentnovu.queue.jobs.JobProgress;
import dev.segmentnovu.queue.jobs.JobWork.Letter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes jobs and plans as JSON. */
final class JobJson {

  private JobJson() {}

  static ObjectNode list(List<Job> jobs, Instant now) {
    ObjectNode json = EventCodec.JSON.createObjectNode();
    ArrayNode items = json.putArray("items");
    jobs.forEach(job -> items.add(job(job, now)));
    return json;
  }

  /** The same as {@link #job}, and with the ids that it has. */
  static ObjectNode whole(Job job, Instant now) {
    ObjectNode json = job(job, now);
    if (job.order().hasIds()) {
      ArrayNode ids = json.putArray("ids");
      job.order().ids().forEach(ids::add);
    }
    return json;
  }

  /** A job, with its progress at {@code now}. */
  static ObjectNode job(Job job, Instant now) {
    JobOrder order = job.order();
    JobProgress progress = job.progress();
    Double perSecond = perSecond(job, now);
    ObjectNode json = EventCodec.JSON.createObjectNode();
    json.put("id", job.id());
    json.put("state", name(job.state()));
    json.put("action", name(order.action()));
    json.set("filter", order.hasIds() ? NullNode.instance : filter(order.filter()));
    if (order.action() == Action.REPLAY) {
      json.put("position", name(order.position()));
      json.put("mapping", name(order.mapping()));
      json.put("force", order.force());
      json.put("edited", order.edit() != null);
    }
    json.put("ratePerSecond", order.ratePerSecond());
    json.put("total", job.total());
    json.put("acted", progress.acted());
    json.put("failures", progress.failed());
    json.put("left", job.left());
    json.put("perSecond", perSecond);
    json.put("secondsLeft", secondsLeft(job, perSecond));
    json.put("createdBy", job.createdBy());
    json.put("createdAt", JsonTime.text(job.createdAt()));
    json.put("finishedAt", JsonTime.text(job.finishedAt()));
    json.put("error", job.error());
    json.set("report", report(job));
    return json;
  }

  private static ObjectNode report(Job job) {
    JobProgress progress = job.progress();
    ObjectNode report = EventCodec.JSON.createObjectNode();
    report.put("acted", progress.acted());
    report.put("gone", job.gone());
    report.put("busyRetries", progress.busy());
    ArrayNode failures = report.putArray("failures");
    new TreeMap<>(progress.failures())
        .forEach(
            (code, each) -> {
              ObjectNode failure = failures.addObject();
              failure.put("code", code).put("message", JobFailure.message(code));
              failure.put("count", each.count());
              ArrayNode examples = failure.putArray("examples");
              each.examples().forEach(examples::add);
            });
    return report;
  }

  /** The average of a running job since its start; null before it acts, and after its end. */
  private static @Nullable Double perSecond(Job job, Instant now) {
    long handled = job.progress().acted() + job.progress().failed();
    long millis = Duration.between(job.createdAt(), now).toMillis();
    return job.state() != Job.State.RUNNING || handled == 0 || millis <= 0
        ? null
        : Double.valueOf(Math.round(10_000.0 * handled / millis) / 10.0);
  }

  private static @Nullable Double secondsLeft(Job job, @Nullable Double perSecond) {
    return perSecond == null || perSecond == 0
        ? null
        : Double.valueOf(Math.round(10 * job.left() / perSecond) / 10.0);
  }

  /** The filter as the list takes it, with absolute times; parts that select all are left out. */
  private static ObjectNode filter(Filter filter) {
    ObjectNode json = EventCodec.JSON.createObjectNode();
    putIfThere(json, "source", filter.source());
    putIfThere(json, "reason", filter.reason());
    putIfThere(json, "workflow", filter.workflow());
    Integer status = filter.status();
    putIfThere(
        json,
        "status",
        status == null ? null : status == Filter.NO_STATUS ? "none" : status.toString());
    putIfThere(json, "userId", filter.userId());
    putIfThere(json, "messageId", filter.messageId());
    putIfThere(json, "event", filter.event());
    putIfThere(json, "text", filter.text());
    if (!filter.fields().isEmpty()) {
      ArrayNode fields = json.putArray("field");
      filter.fields().forEach(field -> fields.add(field.text()));
    }
    putIfThere(json, "since", JsonTime.text(filter.since()));
    putIfThere(json, "until", JsonTime.text(filter.until()));
    return json;
  }

  private static void putIfThere(ObjectNode json, String name, @Nullable String value) {
    if (value != null) {
      json.put(name, value);
    }
  }

  /**
   * A plan.
   *
   * @param order what the job would do; a client that sends the job with the {@code until} of this
   *     filter selects the same dead letters
   * @param reasons how many there are by reason
   * @param samples the first ones
   */
  static ObjectNode plan(
      JobOrder order, Facet reasons, List<PlannedLetter> samples, EventPreview preview) {
    long count = reasons.other() + reasons.values().stream().mapToLong(ValueCount::count).sum();
    ObjectNode json = EventCodec.JSON.createObjectNode();
    json.put("count", count);
    json.put("gone", order.hasIds() ? order.ids().size() - count : 0);
    ArrayNode byReason = json.putArray("reasons");
    for (ValueCount each : reasons.values()) {
      byReason.addObject().put("value", each.value()).put("count", each.count());
    }
    json.put("since", JsonTime.text(order.filter().since()));
    json.put("until", order.hasIds() ? null : JsonTime.text(order.filter().until()));
    ArrayNode array = json.putArray("samples");
    samples.forEach(sample -> array.add(sample(sample, preview)));
    return json;
  }

  private static ObjectNode sample(PlannedLetter planned, EventPreview preview) {
    ObjectNode json =
        planned
            .letter()
            .whole()
            .map(whole -> DeadLetterJson.item(whole.deadLetter()))
            .orElseGet(() -> unreadable(planned.letter()));
    JobFailure failure = planned.failure();
    if (failure == null) {
      json.putNull("failure");
    } else {
      json.putObject("failure").put("code", failure.code()).put("message", failure.message());
    }
    DeadLetter deadLetter = planned.letter().whole().map(Whole::deadLetter).orElse(null);
    json.set(
        "wouldSend",
        planned.event() == null || deadLetter == null
            ? EventCodec.JSON.createArrayNode()
            : preview.wouldSend(deadLetter.source(), planned.event()));
    return json;
  }

  /** A dead letter in full, as a line of an export. */
  static ObjectNode exported(Letter letter) {
    return letter.whole().map(DeadLetterJson::full).orElseGet(() -> unreadable(letter));
  }

  private static ObjectNode unreadable(Letter letter) {
    return EventCodec.JSON
        .createObjectNode()
        .put("id", letter.id())
        .put("deadAt", JsonTime.text(Instant.ofEpochMilli(letter.deadAtMs())))
        .put("problem", JobFailure.UNREADABLE.message());
  }

  private static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
