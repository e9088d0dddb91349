package dev.segmentnovu.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.sandbox.environment.SandboxOptions;
import dev.segmentnovu.sandbox.fixture.RunningSandbox;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SandboxHealthTest {

  @ParameterizedTest
  @ValueSource(strings = {"/health/ready", "/health/live"})
  void the_health_check_of_a_container_is_no_call_to_novu(String path) throws Exception {
    try (var sandbox = RunningSandbox.start(SandboxOptions.onPort(0))) {
      assertThat(sandbox.call("GET", path).status()).isEqualTo(200);
      assertThat(sandbox.novu.requests()).isEmpty();
    }
  }
}
