package dev.segmentnovu.queue.history;

import dev.segmentnovu.queue.QueueUnavailableException;
import java.util.concurrent.CompletionStage;

/** Where the reports of all processes are added up. Safe for use from any thread. */
public interface ActivityStore {

  /**
   * Adds a report to the present minute of a source. A report of the same process and source with
   * the same or a lower number was added before, and is ignored.
   *
   * @param process names the process; another text after each start
   * @param number from 1, one more for each report
   * @return fails with {@link QueueUnavailableException} where Redis does not answer; the report
   *     may be added then
   */
  CompletionStage<Void> add(String source, String process, long number, ActivityReport report);
}
