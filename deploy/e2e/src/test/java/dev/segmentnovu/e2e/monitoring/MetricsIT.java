package dev.segmentnovu.e2e.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.sandbox.fixture.Sandboxes;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The metrics of both ports, as Prometheus reads them. */
class MetricsIT {

  @TempDir private Path directory;

  @RegisterExtension private final Sandboxes sandboxes = new Sandboxes();

  private MonitoredRelay relay;

  @BeforeEach
  void start() throws Exception {
    relay = new MonitoredRelay(directory, sandboxes);
  }

  @AfterEach
  void stop() {
    relay.close();
  }

  @Test
  void promtool_has_nothing_to_complain_about() throws Exception {
    relay.work();
    String dump = System.getProperty("relay.metrics.dump");
    if (dump != null) {
      Files.writeString(Path.of(dump + "-ingest.txt"), relay.ingest());
      Files.writeString(Path.of(dump + "-worker.txt"), relay.worker());
    }
    Promtool promtool = Promtool.find();
    for (String text : new String[] {relay.ingest(), relay.worker()}) {
      Promtool.Verdict verdict = promtool.run(text, "check", "metrics");
      assertThat(verdict.text()).isEmpty();
      assertThat(verdict.exitCode()).isZero();
    }
  }
}
