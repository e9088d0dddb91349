package dev.segmentnovu.ingest.admin.alerts.rules;

import dev.segmentnovu.config.Alerts;
import dev.segmentnovu.config.Alerts.Kind;
import dev.segmentnovu.ingest.admin.alerts.rules.AlertState.Memory;
import dev.segmentnovu.ingest.admin.alerts.rules.Snapshot.FinishedJob;
import dev.segmentnovu.ingest.admin.alerts.rules.Snapshot.Queue;
import dev.segmentnovu.ingest.admin.alerts.rules.Snapshot.Source;
import dev.segmentnovu.ingest.admin.alerts.rules.Snapshot.SourceState;
import dev.segmentnovu.ingest.admin.alerts.rules.Snapshot.State;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides what people are told. Each alert is told once when its cause appears, again at the repeat
 * interval while it lasts, and once when it is gone. Between the limit of an alert and the lower
 * limit of its end nothing changes, so that a value that swings around a limit is told once. What
 * is not known in a snapshot changes nothing. Pure.
 */
public final class AlertRules {

  private static final Duration WINDOW = Duration.ofMinutes(1);

  /** Parts of the bound of dead letters that are told, in percent; the last means full. */
  private static final int[] BOUND_LEVELS = {50, 80, 100};

  /** Whole dead letters seldom fill the bound to the last byte. */
  private static final double FULL = 0.99;

  private static final double BELOW = 0.05;

  private final Alerts.Limits limits;
  private final Duration repeat;

  /** The rules with these limits. */
  public AlertRules(Alerts alerts) {
    limits = alerts.limits();
    repeat = alerts.repeat();
  }

  /**
   * The result of an evaluation.
   *
   * @param state what to remember
   * @param alerts what to tell, in no particular order
   */
  public record Evaluated(AlertState state, List<Alert> alerts) {

    public Evaluated {
      alerts = List.copyOf(alerts);
    }
  }

  /**
   * Decides what is to be told at the moment of {@code now}.
   *
   * @param before the state that the last evaluation returned; null before the first
   */
  public Evaluated evaluate(@Nullable AlertState before, Snapshot now) {
    var run =
        new Evaluation(
            before == null ? AlertState.begin(now.at().toEpochMilli()) : before, now.at(), repeat);
    for (Source source : now.sources()) {
      state(run, source.name(), source.state());
      if (source.queue() != null) {
        queue(run, source.name(), source.queue());
        delay(run, source.name(), source.queue().oldestDue(), source.state());
      } else {
        run.keep(source.name());
      }
    }
    configuration(run, now.refusals());
    memory(run, now.redisFullness());
    now.jobs().forEach(job -> job(run, job));
    return run.end();
  }

  private static void state(Evaluation run, String source, @Nullable SourceState state) {
    if (state == null) {
      run.unclear(Kind.SUSPENDED, source);
      run.unclear(Kind.CIRCUIT, source);
      return;
    }
    switch (state.state()) {
      case SUSPENDED -> {
        run.cause(Kind.SUSPENDED, source, 1, AlertTexts.suspended(source, state));
        run.unclear(Kind.CIRCUIT, source);
      }
      case CIRCUIT_OPEN -> {
        run.gone(Kind.SUSPENDED, source, AlertTexts.resumed(source));
        run.cause(Kind.CIRCUIT, source, 1, AlertTexts.circuitOpen(source, state));
      }
      case RUNNING, RATE_LIMITED -> {
        run.gone(Kind.SUSPENDED, source, AlertTexts.resumed(source));
        run.gone(Kind.CIRCUIT, source, AlertTexts.circuitClosed(source));
      }
      case PAUSED, BLOCKED, NO_WORKER -> {
        // nothing is sent, so nothing shows whether Novu would take it
        run.unclear(Kind.SUSPENDED, source);
        run.unclear(Kind.CIRCUIT, source);
      }
    }
  }

  private void queue(Evaluation run, String source, Queue queue) {
    Memory memory = run.memory(source);
    if (memory == null || queue.received() < memory.received() || queue.died() < memory.died()) {
      // a new source, or an emptied Redis: differences to what was before would mean nothing
      memory =
          new Memory(
              queue.received(), run.nowMs(), queue.died(), run.nowMs(), queue.violations(), 0);
    }
    memory = silence(run, source, queue, memory);
    memory = deadLetterRate(run, source, queue, memory);
    memory = violations(run, source, queue, memory);
    run.remember(source, memory);
    deadLetterBound(run, source, queue.deadLetterFullness());
  }

  private Memory silence(Evaluation run, String source, Queue queue, Memory memory) {
    boolean grew = queue.received() > memory.received();
    long lastMs = grew ? run.nowMs() : memory.receivedMs();
    long silentMs = run.nowMs() - lastMs;
    // a source that never had an event is not set up yet
    boolean told = !limits.silence().isZero() && queue.received() > 0;
    if (told && silentMs >= limits.silence().toMillis()) {
      run.cause(Kind.SILENCE, source, 1, AlertTexts.silent(source, Duration.ofMillis(silentMs)));
    } else if (told) {
      run.gone(Kind.SILENCE, source, AlertTexts.receiving(source));
    }
    return new Memory(
        queue.received(),
        lastMs,
        memory.died(),
        memory.windowMs(),
        memory.violations(),
        memory.violationsMs());
  }

  /** A window that ends is judged as a whole; one that exceeds the limit before is told at once. */
  private Memory deadLetterRate(Evaluation run, String source, Queue queue, Memory memory) {
    long died = queue.died() - memory.died();
    long elapsedMs = run.nowMs() - memory.windowMs();
    boolean ended = elapsedMs >= WINDOW.toMillis();
    double perMinute = ended ? (double) died * WINDOW.toMillis() / elapsedMs : died;
    if (perMinute >= limits.deadLettersPerMinute()) {
      run.cause(
          Kind.DEAD_LETTER_RATE,
          source,
          1,
          AlertTexts.manyDeadLetters(source, Math.round(perMinute)));
    } else if (ended && perMinute * 2 < limits.deadLettersPerMinute()) {
      run.gone(Kind.DEAD_LETTER_RATE, source, AlertTexts.fewDeadLetters(source));
    } else {
      run.unclear(Kind.DEAD_LETTER_RATE, source);
    }
    return ended
        ? new Memory(
            memory.received(),
            memory.receivedMs(),
            queue.died(),
            run.nowMs(),
            memory.violations(),
            memory.violationsMs())
        : memory;
  }

  /** Violations are told when they are found, and no more often than alerts are repeated. */
  private Memory violations(Evaluation run, String source, Queue queue, Memory memory) {
    long found = queue.violations() - memory.violations();
    if (found == 0 || (found > 0 && run.nowMs() - memory.violationsMs() < repeat.toMillis())) {
      return memory;
    }
    if (found > 0) {
      run.happened(
          Kind.VIOLATIONS,
          source,
          String.valueOf(run.nowMs()),
          Alert.Severity.ERROR,
          AlertTexts.violations(source, found));
    }
    return new Memory(
        memory.received(),
        memory.receivedMs(),
        memory.died(),
        memory.windowMs(),
        queue.violations(),
        found > 0 ? run.nowMs() : memory.violationsMs());
  }

  private static void deadLetterBound(Evaluation run, String source, double fullness) {
    int level = 0;
    for (int i = 0; i < BOUND_LEVELS.length; i++) {
      double reached = Math.min(BOUND_LEVELS[i] / 100.0, FULL);
      double from = run.level(Kind.DEAD_LETTER_BOUND, source) > i ? reached - BELOW : reached;
      if (fullness >= from) {
        level = i + 1;
      }
    }
    if (level == 0) {
      run.gone(Kind.DEAD_LETTER_BOUND, source, AlertTexts.belowBound(source));
    } else {
      int percent = BOUND_LEVELS[level - 1];
      run.cause(Kind.DEAD_LETTER_BOUND, source, level, AlertTexts.nearBound(source, percent));
    }
  }

  /** A source that stands still has a cause of its own, and an operator may have paused it. */
  private void delay(
      Evaluation run, String source, Duration oldestDue, @Nullable SourceState state) {
    if (state != null && standsStill(state.state())) {
      run.unclear(Kind.DELAY, source);
    } else if (oldestDue.compareTo(limits.oldestDue()) > 0) {
      run.cause(Kind.DELAY, source, 1, AlertTexts.delayed(source, oldestDue));
    } else if (oldestDue.multipliedBy(2).compareTo(limits.oldestDue()) < 0) {
      run.gone(Kind.DELAY, source, AlertTexts.notDelayed(source));
    } else {
      run.unclear(Kind.DELAY, source);
    }
  }

  private static boolean standsStill(State state) {
    return switch (state) {
      case PAUSED, SUSPENDED, CIRCUIT_OPEN, BLOCKED -> true;
      case RUNNING, RATE_LIMITED, NO_WORKER -> false;
    };
  }

  private static void configuration(Evaluation run, List<String> refusals) {
    if (refusals.isEmpty()) {
      run.gone(Kind.CONFIGURATION, null, AlertTexts.configurationAccepted());
    } else {
      run.cause(Kind.CONFIGURATION, null, 1, AlertTexts.configurationRefused(refusals));
    }
  }

  private void memory(Evaluation run, @Nullable Double fullness) {
    if (fullness == null) {
      run.unclear(Kind.REDIS_MEMORY, null);
      return;
    }
    double limit = limits.redisMemoryPercent() / 100.0;
    if (fullness >= limit) {
      run.cause(Kind.REDIS_MEMORY, null, 1, AlertTexts.memoryHigh(fullness));
    } else if (fullness < limit - BELOW) {
      run.gone(Kind.REDIS_MEMORY, null, AlertTexts.memoryRecovered(fullness));
    } else {
      run.unclear(Kind.REDIS_MEMORY, null);
    }
  }

  private static void job(Evaluation run, FinishedJob job) {
    if (run.isNew(job)) {
      run.happened(
          Kind.JOB,
          job.source(),
          job.id(),
          job.outcome().equals("failed") ? Alert.Severity.ERROR : Alert.Severity.INFO,
          AlertTexts.finished(job));
    }
  }
}
