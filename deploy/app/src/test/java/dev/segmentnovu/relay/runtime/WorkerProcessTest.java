package dev.segmentnovu.relay.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.queue.control.Heartbeat;
import dev.segmentnovu.queue.control.SourceState;
import dev.segmentnovu.queue.control.SourceState.Kind;
import dev.segmentnovu.testing.Configs;
import java.util.List;
import org.junit.jupiter.api.Test;
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

  @Test
  void the_state_of_a_source_is_the_worst_of_its_workers_and_its_users_and_calls_are_their_sum() {
    var open = new SourceState(Kind.CIRCUIT_OPEN, 503, "busy", null, null, null);
    var limited = new SourceState(Kind.RATE_LIMITED, 429, "slow down", null, null, null);

    assertThat(
            WorkerProcess.merged(
                List.of(
                    new Heartbeat.Source("web", SourceState.RUNNING, 1),
                    new Heartbeat.Source("app", limited, 2),
                    new Heartbeat.Source("web", open, 4, 1, 10),
                    new Heartbeat.Source("web", limited, 8, 2, 20),
                    new Heartbeat.Source("app", SourceState.RUNNING, 16))))
        .containsExactly(
            new Heartbeat.Source("web", open, 13, 3, 30), new Heartbeat.Source("app", limited, 18));
  }
}
