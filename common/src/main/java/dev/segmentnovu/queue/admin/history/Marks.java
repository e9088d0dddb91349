package dev.segmentnovu.queue.admin.history;

import dev.segmentnovu.queue.QueueUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * What changed the relay itself, to be seen beside its plots. Each stage fails with {@link
 * QueueUnavailableException} where Redis does not answer. Safe for use from any thread.
 */
public interface Marks {

  /** How long a mark is kept. */
  Duration KEPT = Duration.ofDays(30);

  /** Marks that are kept; the oldest make room. */
  int MOST = 200;

  /** Characters of a text; longer ones are cut. */
  int LONGEST = 300;

  /** The kinds of marks. */
  enum Kind {
    /** A change of the configuration took effect. */
    CONFIGURATION,
    /** A process of another version started. */
    DEPLOYMENT
  }

  /**
   * A mark.
   *
   * @param at when it was stored, by the clock of Redis
   * @param text what changed; no personal data, no secret
   */
  record Mark(Instant at, Kind kind, String text) {}

  /**
   * Marks a change of the configuration. The processes of a relay take up the same change one after
   * the other: the same text counts once in ten minutes.
   *
   * @return whether the mark was added
   */
  CompletionStage<Boolean> configured(String text);

  /**
   * Marks the start of a process, if the one that started before it had another version.
   *
   * @return whether the mark was added
   */
  CompletionStage<Boolean> started(String version);

  /** The marks from {@code from} on and before {@code to}, oldest first. */
  CompletionStage<List<Mark>> list(Instant from, Instant to);
}
