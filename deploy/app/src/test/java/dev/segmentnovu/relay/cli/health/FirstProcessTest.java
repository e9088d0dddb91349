package dev.segmentnovu.relay.cli.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class FirstProcessTest {

  @Test
  void the_word_after_the_jar_is_the_command() {
    assertThat(
            FirstProcess.command(
                List.of("@/app/jvm.options", "-jar", "/app/relay.jar", "worker", "--help")))
        .contains("worker");
  }

  @Test
  void the_init_of_docker_has_the_command_line_of_its_child() {
    assertThat(
            FirstProcess.command(
                List.of("--", "/app/java/bin/java", "-jar", "/app/relay.jar", "ingest")))
        .contains("ingest");
  }

  @Test
  void another_process_has_no_command_of_the_relay() {
    assertThat(FirstProcess.command(List.of())).isEmpty();
    assertThat(FirstProcess.command(List.of("ingest"))).isEmpty();
    assertThat(FirstProcess.command(List.of("-jar", "/app/relay.jar"))).isEmpty();
  }
}
