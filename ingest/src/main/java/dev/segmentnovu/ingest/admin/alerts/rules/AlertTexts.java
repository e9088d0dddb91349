package dev.segmentnovu.ingest.admin.alerts.rules;

import dev.segmentnovu.config.Durations;
import dev.segmentnovu.ingest.admin.alerts.rules.Snapshot.FinishedJob;
import dev.segmentnovu.ingest.admin.alerts.rules.Snapshot.SourceState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What alerts say. */
final class AlertTexts {

  private AlertTexts() {}

  /**
   * The text of an alert.
   *
   * @param message what is the case
   * @param remedy what an operator can do; null at the end of an alert
   * @param details numbers and texts for programs
   */
  record Text(String message, @Nullable String remedy, Map<String, Object> details) {
    Text(String message, @Nullable String remedy) {
      this(message, remedy, Map.of());
    }
  }

  static Text suspended(String source, SourceState state) {
    return new Text(
        "Source "
            + source
            + " is suspended, and its events wait: "
            + or(state.reason(), "Novu refuses its API key or its plan"),
        or(
            state.remedy(),
            "Put a key that Novu accepts into novu.apiKey of the source, or settle the account at"
                + " Novu. A probe then resumes the source by itself"));
  }

  static Text resumed(String source) {
    return new Text("Source " + source + " is no longer suspended, and its events are sent", null);
  }

  static Text circuitOpen(String source, SourceState state) {
    return new Text(
        "The circuit of source "
            + source
            + " is open, and its events wait: "
            + or(state.reason(), "all calls to Novu fail"),
        or(
            state.remedy(),
            "See whether Novu is up and can be reached from the workers. The circuit closes by"
                + " itself once a call succeeds"));
  }

  static Text circuitClosed(String source) {
    return new Text(
        "The circuit of source " + source + " is closed, and its events are sent", null);
  }

  static Text manyDeadLetters(String source, long perMinute) {
    return new Text(
        perMinute + " events of source " + source + " became dead letters within a minute",
        "GET /admin/dead-letters?source="
            + source
            + " shows the reasons. Remove the cause, then replay them",
        Map.of("perMinute", perMinute));
  }

  static Text fewDeadLetters(String source) {
    return new Text("Few or no events of source " + source + " become dead letters any more", null);
  }

  static Text nearBound(String source, int percent) {
    return new Text(
        percent < 100
            ? "The dead letters of source " + source + " have reached " + percent + " % of a bound"
            : "The dead letters of source "
                + source
                + " are at a bound: the oldest are evicted, or the source stands still",
        "Replay or delete dead letters, or raise the bounds in queue.failures and queue.unmapped",
        Map.of("percent", percent));
  }

  static Text belowBound(String source) {
    return new Text("The dead letters of source " + source + " are below half of a bound", null);
  }

  static Text delayed(String source, Duration oldestDue) {
    return new Text(
        "An event of source "
            + source
            + " has been due for "
            + rounded(oldestDue)
            + ", and no worker takes it",
        "See that workers run and are ready (GET /health/ready on their ops port); add workers if"
            + " they are busy",
        Map.of("oldestDueSeconds", oldestDue.toSeconds()));
  }

  static Text notDelayed(String source) {
    return new Text("Workers keep up with source " + source + " again", null);
  }

  static Text silent(String source, Duration silence) {
    return new Text(
        "No event of source " + source + " was accepted for " + rounded(silence),
        "See whether Segment delivers to the relay: its destination is enabled, its address and"
            + " secret are right, and relay_ingest_request_duration_seconds_count counts requests. Segment sends an event"
            + " again for 4 hours, then it is lost",
        Map.of("silentSeconds", silence.toSeconds()));
  }

  static Text receiving(String source) {
    return new Text("Events of source " + source + " are accepted again", null);
  }

  static Text configurationRefused(List<String> refusals) {
    return new Text(
        "A changed configuration is refused, and the relay goes on with the one before: "
            + refusals.get(0),
        "Correct the file; relay check tests it, and GET /admin/config lists all mistakes",
        Map.of("processes", refusals.size()));
  }

  static Text configurationAccepted() {
    return new Text("All processes run with what their configuration files say", null);
  }

  static Text memoryHigh(double fullness) {
    return new Text(
        "Redis uses " + percent(fullness) + " % of its maxmemory",
        "Let the workers deliver, delete dead letters, or raise maxmemory. Ingest refuses events"
            + " from ingest.memoryPercent on",
        Map.of("percent", percent(fullness)));
  }

  static Text memoryRecovered(double fullness) {
    return new Text("Redis uses " + percent(fullness) + " % of its maxmemory", null);
  }

  static Text violations(String source, long found) {
    return new Text(
        found + " violations of the invariants of the queue of source " + source + " were found",
        "Run relay fsck to see them, and relay fsck --fix to repair them. Another program may write"
            + " to this Redis",
        Map.of("found", found));
  }

  static Text finished(FinishedJob job) {
    return new Text(
        "Job "
            + job.id()
            + " ("
            + job.action()
            + ") has ended: "
            + job.outcome()
            + ", "
            + job.acted()
            + " of "
            + job.total()
            + " dead letters, "
            + job.failures()
            + " failures",
        "GET /admin/jobs/" + job.id() + " has the report",
        Map.of(
            "job",
            job.id(),
            "action",
            job.action(),
            "outcome",
            job.outcome(),
            "total",
            job.total(),
            "acted",
            job.acted(),
            "failures",
            job.failures()));
  }

  private static String or(@Nullable String text, String other) {
    return text == null || text.isBlank() ? other : text;
  }

  private static long percent(double part) {
    return Math.round(part * 100);
  }

  /** A duration for people: whole minutes, or seconds if it is short. */
  private static String rounded(Duration duration) {
    return Durations.format(
        duration.toMinutes() > 0
            ? Duration.ofMinutes(duration.toMinutes())
            : Duration.ofSeconds(Math.max(1, duration.toSeconds())));
  }
}
