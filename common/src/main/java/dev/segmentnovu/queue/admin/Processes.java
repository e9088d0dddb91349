package dev.segmentnovu.queue.admin;

import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.control.Heartbeat;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Knows the processes of the relay. Safe for use from any thread. */
public interface Processes {

  /**
   * A process that reported within the last minute.
   *
   * @param heartbeat its last report
   * @param seenAt when Redis got the report, by the clock of Redis
   * @param age how old the report is, by the same clock
   */
  record Seen(Heartbeat heartbeat, Instant seenAt, Duration age) {

    /** A process that has missed so many heartbeats is not counted on. */
    private static final Duration SILENT = Duration.ofSeconds(10);

    /** Whether the process reported lately; if not, it stopped without a word, or hangs. */
    public boolean isAlive() {
      return age.compareTo(SILENT) < 0;
    }
  }

  /**
   * The processes that reported within the last minute, by name.
   *
   * @return fails with {@link QueueUnavailableException} where Redis does not answer
   */
  CompletionStage<List<Seen>> list();
}
