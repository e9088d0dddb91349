package dev.segmentnovu.queue.control;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether an ingest believes those who send to a source.
 *
 * @param source the source; null for requests that name none that is configured
 * @param provenAt when a request last proved that it comes from the source; null if none did since
 *     the process started
 * @param refused the requests that were refused after {@code provenAt}; null if there are none
 */
public record Senders(
    @Nullable String source, @Nullable Instant provenAt, @Nullable Refused refused) {

  /**
   * Requests that did not prove where they come from.
   *
   * @param code the code of the refusals: one of docs/ingest.md
   * @param message what was wrong with the last one; repeats no value of the client
   * @param count how many there were; at least 1
   * @param since when the first came
   * @param lastAt when the last came
   */
  public record Refused(String code, String message, long count, Instant since, Instant lastAt) {}
}
