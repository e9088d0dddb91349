package dev.segmentnovu.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.config.RelayConfig;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkerProcessTest {

  @ParameterizedTest
  @CsvSource({"64, 1, 64", "64, 2, 32", "64, 3, 22", "3, 3, 1", "1, 1, 1"})
  void the_instances_share_the_concurrency(int concurrency, int instances, int each) {
    var whole =
        new RelayConfig.Queue(
            2,
            Duration.ofSeconds(60),
            Duration.ofHours(1),
            10,
            concurrency,
            5,
            RelayConfig.Bounds.FAILURES,
            RelayConfig.Bounds.UNMAPPED,
            Duration.ofDays(7),
            Duration.ofSeconds(1));

    RelayConfig.Queue share = WorkerProcess.share(whole, instances);

    assertThat(share.concurrency()).isEqualTo(each);
    assertThat(share).usingRecursiveComparison().ignoringFields("concurrency").isEqualTo(whole);
  }
}
