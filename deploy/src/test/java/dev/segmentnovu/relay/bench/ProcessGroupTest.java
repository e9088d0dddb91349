package dev.segmentnovu.relay.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What is measured is what people run. */
final class ProcessGroupTest {

  @Test
  void ingest_and_workers_run_with_the_options_of_the_script() throws Exception {
    assertThat(Files.readString(Path.of("..", "relay")))
        .contains(" " + String.join(" ", ProcessGroup.RELAY_OPTIONS) + " ")
        .contains("  set -- " + ProcessGroup.LARGE_PAGES + " ");
  }
}
