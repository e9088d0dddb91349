package dev.segmentnovu.worker.claim;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.segmentnovu.testing.LogLines;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** One line when claims begin to fail, and one when none fails any more. */
final class ClaimFailuresTest {

  private static final String FAILED =
      "WARN Source web: no work can be claimed, trying again: no answer {}";
  private static final String AGAIN = "INFO Source web: work can be claimed again {}";

  @Test
  void the_shards_of_a_source_share_a_line() {
    try (var log = LogLines.of(ClaimFailures.class.getName(), Level.INFO)) {
      var failures = new ClaimFailures("web");
      failures.succeeded(0);
      failures.failed(1, new TimeoutException("no answer"));
      failures.failed(0, new TimeoutException("no answer"));
      failures.failed(1, new TimeoutException("no answer"));
      failures.succeeded(1);
      failures.succeeded(1);
      failures.succeeded(2);
      assertThat(log.texts()).containsExactly(FAILED);

      failures.succeeded(0);
      assertThat(log.texts()).containsExactly(FAILED, AGAIN);

      failures.failed(0, new TimeoutException("no answer"));
      assertThat(log.texts()).containsExactly(FAILED, AGAIN, FAILED);
    }
  }
}
