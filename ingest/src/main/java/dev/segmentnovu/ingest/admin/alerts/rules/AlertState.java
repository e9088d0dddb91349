package dev.segmentnovu.ingest.admin.alerts.rules;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the rules remember from one evaluation to the next. All times are ms since 1970, by the
 * clock of Redis.
 *
 * @param begunMs when the first evaluation was; nothing that happened before is told
 * @param firing the alerts whose cause lasts, by kind and source
 * @param sources what is remembered of each source, by name
 * @param jobs the jobs that were told, with the time at which they ended
 */
public record AlertState(
    long begunMs, Map<String, Firing> firing, Map<String, Memory> sources, Map<String, Long> jobs) {

  public AlertState {
    firing = new TreeMap<>(firing);
    sources = new TreeMap<>(sources);
    jobs = new TreeMap<>(jobs);
  }

  /**
   * An alert whose cause lasts.
   *
   * @param type the type of its message
   * @param source the source it concerns; null for none
   * @param level how bad it is, from 1; a higher one is told at once
   * @param sinceMs when its cause was found
   * @param toldMs when it was last told
   * @param message what was told
   * @param remedy what was told to do
   */
  public record Firing(
      String type,
      @Nullable String source,
      int level,
      long sinceMs,
      long toldMs,
      String message,
      String remedy) {}

  /**
   * What is remembered of a source.
   *
   * @param received the counter of accepted events
   * @param receivedMs when it last grew
   * @param died the counter of dead letters at the begin of the window
   * @param windowMs when the window began
   * @param violations the counter of violations that were told
   * @param violationsMs when violations were last told; 0 for never
   */
  public record Memory(
      long received,
      long receivedMs,
      long died,
      long windowMs,
      long violations,
      long violationsMs) {}

  /** Nothing is remembered yet. */
  static AlertState begin(long nowMs) {
    return new AlertState(nowMs, Map.of(), Map.of(), Map.of());
  }
}
