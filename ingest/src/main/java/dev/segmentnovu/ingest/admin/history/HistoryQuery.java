package dev.segmentnovu.ingest.admin.history;

import dev.segmentnovu.ingest.admin.http.ParseResult;
import dev.segmentnovu.ingest.admin.http.QueryParameters;
import dev.segmentnovu.queue.admin.history.ActivityHistory;
import dev.segmentnovu.queue.admin.history.ActivityHistory.Resolution;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The query of the history. Steps are counted from 1970, so a step of a day begins at midnight UTC.
 *
 * @param from the begin of the first step
 * @param to the end of the last step
 * @param resolution whether the steps consist of minutes or of hours
 */
record HistoryQuery(
    Instant from, Instant to, Duration step, Resolution resolution, List<String> sources) {

  static final Set<String> NAMES = Set.of("from", "to", "step", "source");
  static final int MAX_POINTS = 1_500;

  private static final int DEFAULT_POINTS = 180;
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration HOUR = Duration.ofHours(1);

  private static final List<Duration> DEFAULT_STEPS =
      List.of(MINUTE, Duration.ofMinutes(5), Duration.ofMinutes(15), HOUR, HOUR.multipliedBy(6));

  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration LONGEST_STEP = ActivityHistory.HOURS_KEPT;

  /**
   * Parses the parameters.
   *
   * @param configured the names of the configured sources
   */
  static ParseResult<HistoryQuery> parse(
      QueryParameters parameters, List<String> configured, Instant now) {
    List<String> sources = parameters.sources(configured);
    Instant to = orElse(parameters.time("to", now), now);
    Instant from = orElse(parameters.time("from", now), to.minus(HOUR));
    if (!from.isBefore(to)) {
      parameters.addMistake("from", "must be before to");
    }
    if (from.isBefore(now.minus(ActivityHistory.HOURS_KEPT).minus(HOUR))) {
      parameters.addMistake("from", "is too long ago: the history is kept for 30d");
    }
    // clocks differ a little; a time far ahead would name more hashes than memory holds
    if (to.isAfter(now.plus(DAY))) {
      parameters.addMistake("to", "is in the future");
    }
    boolean onlyHours = from.isBefore(now.minus(ActivityHistory.MINUTES_KEPT).minus(MINUTE));
    Duration given = parameters.duration("step");
    if (given != null) {
      checkStep(parameters, given, onlyHours);
    }
    Duration step = given == null ? defaultStep(Duration.between(from, to), onlyHours) : given;
    if (step.compareTo(MINUTE) < 0 || step.compareTo(LONGEST_STEP) > 0) {
      return parameters.result(empty(from, sources));
    }
    HistoryQuery query =
        new HistoryQuery(floor(from, step), ceiling(to, step), step, resolution(step), sources);
    if (query.points() > MAX_POINTS) {
      parameters.addMistake(
          "step",
          "gives "
              + query.points()
              + " points; at most "
              + MAX_POINTS
              + " are possible: use a"
              + " longer step or a shorter time");
    }
    return parameters.result(query);
  }

  /** What a query with a mistake is parsed to; nobody sees it. */
  private static HistoryQuery empty(Instant at, List<String> sources) {
    return new HistoryQuery(at, at, MINUTE, Resolution.MINUTES, sources);
  }

  private static void checkStep(QueryParameters parameters, Duration step, boolean onlyHours) {
    if (step.compareTo(LONGEST_STEP) > 0) {
      parameters.addMistake("step", "must be at most 30d: the history is not kept for longer");
    } else if (step.compareTo(MINUTE) < 0 || step.toMillis() % MINUTE.toMillis() != 0) {
      parameters.addMistake("step", "must be whole minutes, such as 1m, 15m or 1h");
    } else if (onlyHours && resolution(step) == Resolution.MINUTES) {
      parameters.addMistake(
          "step",
          "must be whole hours, such as 1h, because from is more than 24h ago and minutes are kept"
              + " for 24h");
    }
  }

  private static Resolution resolution(Duration step) {
    return step.toMillis() % HOUR.toMillis() == 0 ? Resolution.HOURS : Resolution.MINUTES;
  }

  private static Duration defaultStep(Duration range, boolean onlyHours) {
    return DEFAULT_STEPS.stream()
        .filter(step -> !onlyHours || resolution(step) == Resolution.HOURS)
        .filter(step -> range.toMillis() / step.toMillis() <= DEFAULT_POINTS)
        .findFirst()
        .orElse(DAY);
  }

  /** How many points the response has for each source. */
  long points() {
    return Duration.between(from, to).toMillis() / step.toMillis();
  }

  private static Instant floor(Instant time, Duration step) {
    long ms = step.toMillis();
    return Instant.ofEpochMilli(Math.floorDiv(time.toEpochMilli(), ms) * ms);
  }

  private static Instant ceiling(Instant time, Duration step) {
    Instant begin = floor(time, step);
    return begin.equals(time) ? begin : begin.plus(step);
  }

  private static Instant orElse(@Nullable Instant time, Instant other) {
    return time == null ? other : time;
  }
}
