package dev.segmentnovu.relay.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.testing.Configs;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkerProcessTest {

  @ParameterizedTest
  @CsvSource({"64, 1, 64", "64, 2, 32", "64, 3, 22", "3, 3, 1", "1, 1, 1"})
  void the_instances_share_the_concurrency(int concurrency, int instances, int each) {
    RelayConfig.Source whole =
        Configs.defaults().sources().get(0).with(new RelayConfig.Concurrency(1, concurrency));

    RelayConfig.Source share = WorkerProcess.share(List.of(whole), instances).get(0);

    assertThat(share).isEqualTo(whole.with(new RelayConfig.Concurrency(1, each)));
  }
}
