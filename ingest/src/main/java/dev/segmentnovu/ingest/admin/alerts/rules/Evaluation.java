package dev.segmentnovu.ingest.admin.alerts.rules;

import dev.segmentnovu.config.Alerts.Kind;
import dev.segmentnovu.ingest.admin.alerts.rules.Alert.Phase;
import dev.segmentnovu.ingest.admin.alerts.rules.Alert.Severity;
import dev.segmentnovu.ingest.admin.alerts.rules.AlertRules.Evaluated;
import dev.segmentnovu.ingest.admin.alerts.rules.AlertState.Firing;
import dev.segmentnovu.ingest.admin.alerts.rules.AlertState.Memory;
import dev.segmentnovu.ingest.admin.alerts.rules.Snapshot.FinishedJob;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One evaluation in the making: the state and the alerts that the rules find. What no rule speaks
 * of is not remembered, such as a source that is gone.
 */
final class Evaluation {

  /** A job is told within a day, and is remembered as long. */
  private static final Duration JOBS = Duration.ofDays(1);

  private static final int MOST_JOBS = 1_000;

  private final AlertState before;
  private final Instant now;
  private final Duration repeat;
  private final Map<String, Firing> firing = new HashMap<>();
  private final Map<String, Memory> sources = new HashMap<>();
  private final Map<String, Long> jobs = new HashMap<>();
  private final List<Alert> alerts = new ArrayList<>();

  Evaluation(AlertState before, Instant now, Duration repeat) {
    this.before = before;
    this.now = now;
    this.repeat = repeat;
    before
        .jobs()
        .forEach(
            (id, finishedMs) -> {
              if (nowMs() - finishedMs < JOBS.toMillis()) {
                jobs.put(id, finishedMs);
              }
            });
  }

  long nowMs() {
    return now.toEpochMilli();
  }

  /** How bad the cause was at the last evaluation; 0 if there was none. */
  int level(Kind kind, @Nullable String source) {
    Firing found = before.firing().get(key(kind, source));
    return found == null ? 0 : found.level();
  }

  /**
   * There is a cause.
   *
   * @param level how bad it is, from 1
   */
  void cause(Kind kind, @Nullable String source, int level, AlertTexts.Text text) {
    String key = key(kind, source);
    Firing found = before.firing().get(key);
    Severity severity = severity(kind, level);
    long sinceMs = found == null ? nowMs() : found.sinceMs();
    long toldMs = found == null ? nowMs() : found.toldMs();
    boolean worse = found == null || level > found.level();
    boolean again = nowMs() - toldMs >= repeat.toMillis();
    if (worse || again) {
      Phase phase = worse ? Phase.FIRING : Phase.REPEATED;
      alerts.add(alert(kind, phase, severity, source, sinceMs, String.valueOf(nowMs()), text));
    }
    firing.put(
        key,
        new Firing(
            kind.type(),
            source,
            level,
            sinceMs,
            worse || again ? nowMs() : toldMs,
            text.message(),
            text.remedy() == null ? "" : text.remedy()));
  }

  /** There is no cause, and if there was one, people are told. */
  void gone(Kind kind, @Nullable String source, AlertTexts.Text text) {
    Firing found = before.firing().get(key(kind, source));
    if (found != null) {
      String mark = found.sinceMs() + "-end";
      alerts.add(alert(kind, Phase.RESOLVED, Severity.INFO, source, found.sinceMs(), mark, text));
    }
  }

  /** Nothing shows whether there is a cause: what was before goes on. */
  void unclear(Kind kind, @Nullable String source) {
    String key = key(kind, source);
    Firing found = before.firing().get(key);
    if (found != null) {
      firing.put(key, found);
    }
  }

  /** Something happened. */
  void happened(
      Kind kind, @Nullable String source, String mark, Severity severity, AlertTexts.Text text) {
    alerts.add(alert(kind, Phase.HAPPENED, severity, source, nowMs(), mark, text));
  }

  /** Nothing is known of a source's queue: what was before goes on. */
  void keep(String source) {
    Memory known = memory(source);
    if (known != null) {
      remember(source, known);
    }
    unclear(Kind.DEAD_LETTER_RATE, source);
    unclear(Kind.DEAD_LETTER_BOUND, source);
    unclear(Kind.DELAY, source);
    unclear(Kind.SILENCE, source);
  }

  @Nullable Memory memory(String source) {
    return before.sources().get(source);
  }

  void remember(String source, Memory memory) {
    sources.put(source, memory);
  }

  /** Whether a job was not told yet and is to be; from now on it was. */
  boolean isNew(FinishedJob job) {
    long finishedMs = job.finishedAt().toEpochMilli();
    boolean isNew =
        finishedMs >= before.begunMs()
            && nowMs() - finishedMs < JOBS.toMillis()
            && jobs.size() < MOST_JOBS
            && !jobs.containsKey(job.id());
    if (isNew) {
      jobs.put(job.id(), finishedMs);
    }
    return isNew;
  }

  Evaluated end() {
    return new Evaluated(new AlertState(before.begunMs(), firing, sources, jobs), alerts);
  }

  private Alert alert(
      Kind kind,
      Phase phase,
      Severity severity,
      @Nullable String source,
      long sinceMs,
      String mark,
      AlertTexts.Text text) {
    String id = kind.type() + (source == null ? "" : "-" + source) + "-" + mark;
    return new Alert(
        // the signature separates id, time and body by full stops
        id.replace('.', '-'),
        kind,
        phase,
        severity,
        source,
        now,
        Instant.ofEpochMilli(sinceMs),
        text.message(),
        text.remedy(),
        text.details());
  }

  private static Severity severity(Kind kind, int level) {
    return switch (kind) {
      case SUSPENDED, CONFIGURATION, REDIS_MEMORY -> Severity.ERROR;
      case DEAD_LETTER_BOUND -> level > 2 ? Severity.ERROR : Severity.WARNING;
      default -> Severity.WARNING;
    };
  }

  private static String key(Kind kind, @Nullable String source) {
    return source == null ? kind.type() : kind.type() + " " + source;
  }
}
