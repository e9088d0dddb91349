package dev.segmentnovu.queue.admin;

import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.control.PausedSource;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Pauses sources: an operator stops the delivery of a source. Its events are accepted and wait. A
 * delivery under way is finished. A pause survives restarts. Each stage fails with {@link
 * QueueUnavailableException} where Redis does not answer. Safe for use from any thread.
 */
public interface SourcePauses {

  /** The most sources that can be paused at the same time. */
  int MOST = 1_000;

  /**
   * Pauses a source in all workers within a second.
   *
   * @param source a configured source's name
   * @param by who pauses it
   * @param reason why, or null
   * @return the pause: the present one, unchanged, if the source is paused already. Fails with
   *     {@link IllegalStateException} if {@link #MOST} other sources are paused
   */
  CompletionStage<PausedSource> pause(String source, String by, @Nullable String reason);

  /** Resumes a source. False if it was not paused. */
  CompletionStage<Boolean> resume(String source);

  /** All paused sources, by name; also those that are not configured any more. */
  CompletionStage<List<PausedSource>> list();
}
