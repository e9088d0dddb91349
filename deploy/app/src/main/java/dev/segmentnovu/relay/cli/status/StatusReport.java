package dev.segmentnovu.relay.cli.status;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.relay.cli.remote.Json;
import dev.segmentnovu.relay.cli.terminal.Fields;
import dev.segmentnovu.relay.cli.terminal.Screen;
import dev.segmentnovu.relay.cli.terminal.StateTone;
import dev.segmentnovu.relay.cli.terminal.Table;
import dev.segmentnovu.relay.cli.terminal.Table.Column;
import dev.segmentnovu.relay.cli.terminal.Times;
import java.util.Locale;
import java.util.stream.Collectors;

/** Prints the answer of {@code GET /admin/status} for people. */
final class StatusReport {

  private static final double PERCENT = 100;
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

  private final Screen screen;
  private final Times times;

  StatusReport(Screen screen) {
    this.screen = screen;
    times = screen.times();
  }

  void print(JsonNode status) {
    sources(status.path("sources"));
    status.path("sources").forEach(this::explain);
    refused(status.path("intake").path("refused"));
    configuration(status.path("configuration"));
    workers(status.path("workers"));
    ingests(status.path("ingests"));
    redis(status.path("redis"));
  }

  private void sources(JsonNode sources) {
    var table =
        new Table(
            Column.whole("SOURCE"),
            Column.whole("STATE"),
            Column.whole("EVENTS"),
            Column.whole("DUE").rank(3),
            Column.whole("CLAIMED").rank(4),
            Column.whole("RETRYING").rank(2),
            Column.whole("PARKED").rank(4),
            Column.whole("DEAD"),
            Column.whole("UNMAPPED").rank(3),
            Column.whole("OLDEST DUE"));
    for (JsonNode each : sources) {
      String state = Json.text(each, "state");
      table
          .add(Json.text(each, "source"))
          .add(state, StateTone.of(state))
          .add(Json.count(each, "depth"))
          .add(Json.count(each, "due"))
          .add(Json.count(each, "claimed"))
          .add(Json.count(each, "retrying"))
          .add(Json.count(each, "parked"))
          .add(Json.count(each, "dead"))
          .add(Json.count(each, "unmapped"))
          .add(Json.span(each, "oldestDueSeconds"));
    }
    screen.print(table);
  }

  private void explain(JsonNode source) {
    if (Json.text(source, "reason").isEmpty() && StatusCommand.delivers(source)) {
      return;
    }
    screen.line("");
    SourceReason.print(screen, source);
  }

  /** What names a source is among the reasons of that source. */
  private void refused(JsonNode refused) {
    for (JsonNode each : refused) {
      if (Json.text(each, "source").isEmpty()) {
        screen.line("");
        screen.line("Requests of no known source are refused");
        new Fields()
            .add("  why", Json.text(each, "message"))
            .add("  how many", Json.count(each, "count"))
            .add("  since", times.local(Json.text(each, "since")))
            .add("  latest", times.local(Json.text(each, "lastAt")))
            .print(screen);
      }
    }
  }

  private void configuration(JsonNode configuration) {
    JsonNode problems = configuration.path("problems");
    if (problems.isEmpty()) {
      return;
    }
    screen.line("");
    screen.paragraph(
        "The present content of "
            + Json.orDash(configuration, "file")
            + " is refused; the relay runs with what it read at "
            + times.local(Json.text(configuration, "loadedAt"))
            + ". Correct this:");
    problems.forEach(problem -> screen.paragraph("  " + problem.asText()));
  }

  private static String served(JsonNode worker) {
    if (worker.has("alive") && !worker.path("alive").asBoolean()) {
      return "silent: it stopped without a word, or hangs";
    }
    return worker
        .path("sources")
        .valueStream()
        .map(source -> Json.text(source, "source") + " " + Json.text(source, "state"))
        .collect(Collectors.joining(", "));
  }

  private void workers(JsonNode workers) {
    screen.line("");
    if (workers.isEmpty()) {
      screen.paragraph(
          "No worker is alive: start one with ./relay worker, or nothing is delivered.");
      return;
    }
    var table =
        new Table(
            Column.whole("WORKER"),
            Column.whole("VERSION").rank(3),
            Column.whole("STARTED").rank(2),
            Column.whole("SEEN").rank(1),
            Column.whole("USERS"),
            Column.broken("SOURCES", 16));
    for (JsonNode each : workers) {
      table
          .add(Json.text(each, "name"))
          .add(Json.orDash(each, "version"))
          .add(times.local(Json.text(each, "startedAt")))
          .add(times.local(Json.text(each, "seenAt")))
          .add(Json.count(each, "users"))
          .add(served(each));
    }
    screen.print(table);
  }

  private void ingests(JsonNode ingests) {
    screen.line("");
    if (ingests.isEmpty()) {
      screen.paragraph(
          "No ingest is alive: start one with ./relay ingest, or no event is accepted.");
      return;
    }
    var table =
        new Table(
            Column.whole("INGEST"),
            Column.whole("VERSION").rank(3),
            Column.whole("STARTED").rank(2),
            Column.whole("SEEN").rank(1),
            Column.broken("SOURCES", 16));
    for (JsonNode each : ingests) {
      table
          .add(Json.text(each, "name"))
          .add(Json.orDash(each, "version"))
          .add(times.local(Json.text(each, "startedAt")))
          .add(times.local(Json.text(each, "seenAt")))
          .add(
              each.path("sources")
                  .valueStream()
                  .map(JsonNode::asText)
                  .collect(Collectors.joining(", ")));
    }
    screen.print(table);
  }

  private void redis(JsonNode redis) {
    if (redis.isMissingNode() || redis.isNull()) {
      return;
    }
    screen.line("");
    long most = redis.path("maxBytes").asLong();
    long used = redis.path("usedBytes").asLong();
    String share =
        most > 0
            ? String.format(Locale.ROOT, " of %s (%.0f %%)", size(most), PERCENT * used / most)
            : ", without a limit";
    String disk =
        redis.path("appendOnly").asBoolean()
            ? "append-only file on, last fsync "
                + (redis.path("lastFsyncSeconds").isNumber()
                    ? Json.span(redis, "lastFsyncSeconds") + " ago"
                    : "unknown")
            : "append-only file off: a restart of Redis loses what it holds";
    new Fields()
        .add("Redis", Json.orDash(redis, "version") + ", " + Json.orDash(redis, "role"))
        .add("  memory", size(used) + share)
        .add("  disk", disk)
        .add(
            "  holds",
            redis
                .path("memory")
                .valueStream()
                .filter(each -> each.path("bytes").asLong() > 0)
                .map(
                    each ->
                        (each.path("source").isTextual() ? Json.text(each, "source") + " " : "")
                            + Json.text(each, "structure")
                            + " "
                            + size(each.path("bytes").asLong()))
                .collect(Collectors.joining(", ")))
        .print(screen);
  }

  private static String size(long bytes) {
    double size = bytes;
    int unit = 0;
    while (size >= 1_024 && unit < UNITS.length - 1) {
      size /= 1_024;
      unit++;
    }
    return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", size, UNITS[unit]);
  }
}
