package dev.segmentnovu.ingest.admin.history;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.ingest.admin.http.JsonTime;
import dev.segmentnovu.queue.admin.history.FailureGroup;
import dev.segmentnovu.queue.admin.history.HistoryPoint;
import dev.segmentnovu.queue.admin.history.UnmappedEvent;
import dev.segmentnovu.queue.history.ActivityCount;
import dev.segmentnovu.queue.history.Rejection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes the history as JSON. */
public final class HistoryJson {

  private HistoryJson() {}

  /** Adds up points to the steps of a query: one point for each step, also if nothing happened. */
  static List<HistoryPoint> steps(HistoryQuery query, List<HistoryPoint> points) {
    List<HistoryPoint> steps = new ArrayList<>();
    for (Instant at = query.from(); at.isBefore(query.to()); at = at.plus(query.step())) {
      steps.add(HistoryPoint.empty(at));
    }
    for (HistoryPoint point : points) {
      long index = Duration.between(query.from(), point.at()).toMillis() / query.step().toMillis();
      if (index >= 0 && index < steps.size()) {
        steps.set((int) index, steps.get((int) index).plus(point));
      }
    }
    return steps;
  }

  /** The points of a source. */
  static ObjectNode points(String source, List<HistoryPoint> points) {
    ObjectNode json = EventCodec.JSON.createObjectNode().put("source", source);
    ArrayNode list = json.putArray("points");
    points.forEach(each -> list.add(point(each)));
    return json;
  }

  /** A point. */
  public static ObjectNode point(HistoryPoint point) {
    ObjectNode json = EventCodec.JSON.createObjectNode().put("at", JsonTime.text(point.at()));
    for (ActivityCount each : ActivityCount.values()) {
      json.put(each.name().toLowerCase(Locale.ROOT), point.count(each));
    }
    return json.put("p50Seconds", seconds(point.delays().percentile(0.5)))
        .put("p95Seconds", seconds(point.delays().percentile(0.95)))
        .put("p99Seconds", seconds(point.delays().percentile(0.99)))
        .put("depth", point.depth())
        .put("oldestDueSeconds", seconds(Optional.ofNullable(point.oldestDue())))
        .put("budgetUsed", point.budgetUsed());
  }

  /** Where the events of a source ended, over all points. */
  static ObjectNode funnel(String source, List<HistoryPoint> points) {
    HistoryPoint all =
        points.stream().reduce(HistoryPoint::plus).orElse(HistoryPoint.empty(Instant.EPOCH));
    Long waiting =
        points.stream()
            .filter(point -> point.depth() != null)
            .max(Comparator.comparing(HistoryPoint::at))
            .map(HistoryPoint::depth)
            .map(Objects::requireNonNull)
            .orElse(null);
    return EventCodec.JSON
        .createObjectNode()
        .put("source", source)
        .put("received", all.count(ActivityCount.RECEIVED))
        .put("duplicate", all.count(ActivityCount.DUPLICATE))
        .put("rejected", all.count(ActivityCount.REJECTED))
        .put("skipped", all.count(ActivityCount.SKIPPED) + all.count(ActivityCount.ANONYMOUS))
        .put("unmapped", all.count(ActivityCount.UNMAPPED))
        .put("waiting", waiting)
        .put("dead", all.count(ActivityCount.DEAD))
        .put("delivered", all.count(ActivityCount.DELIVERED));
  }

  /** A failure group. */
  public static ObjectNode failures(FailureGroup group) {
    FailureGroup.Acknowledgement acknowledgement = group.acknowledgement();
    return EventCodec.JSON
        .createObjectNode()
        .put("id", group.id())
        .put("source", group.source())
        .put("workflow", group.kind().workflow())
        .put("reason", group.kind().reason())
        .put("status", group.kind().status())
        .put("message", group.kind().message())
        .put("count", group.deadLetters())
        .put("retries", group.retries())
        .put("users", group.users())
        .put("firstSeen", JsonTime.text(group.firstSeen()))
        .put("lastSeen", JsonTime.text(group.lastSeen()))
        .put("sample", group.sample())
        .put("acknowledgedBy", acknowledgement == null ? null : acknowledgement.by())
        .put(
            "acknowledgedAt", acknowledgement == null ? null : JsonTime.text(acknowledgement.at()));
  }

  /** An unmapped event, with the line that maps it in the configuration. */
  static ObjectNode unmapped(UnmappedEvent event, boolean mapped) {
    boolean others = event.name().isEmpty();
    String quoted = EventCodec.JSON.getNodeFactory().textNode(event.name()).toString();
    return EventCodec.JSON
        .createObjectNode()
        .put("source", event.source())
        .put("event", others ? null : event.name())
        .put("count", event.count())
        .put("firstSeen", JsonTime.text(event.firstSeen()))
        .put("lastSeen", JsonTime.text(event.lastSeen()))
        .put("deadLetters", event.deadLetters() == 0 ? null : (Long) event.deadLetters())
        // JSON's quotes are YAML's too
        .put("mapped", mapped)
        .put("line", others || mapped ? null : "      " + quoted + ": WORKFLOW-ID");
  }

  /** A rejection. */
  public static ObjectNode rejection(String source, Rejection rejection) {
    return EventCodec.JSON
        .createObjectNode()
        .put("at", JsonTime.text(rejection.at()))
        .put("source", source)
        .put("code", rejection.code())
        .put("message", rejection.message())
        .put("messageId", rejection.messageId())
        .put("userId", rejection.userId())
        .put("index", rejection.index());
  }

  private static @Nullable Double seconds(Optional<Duration> duration) {
    return duration.map(each -> each.toMillis() / 1_000.0).orElse(null);
  }
}
