package dev.segmentnovu.relay.embedded;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segmentnovu.relay.runtime.exit.CannotRunException;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import org.junit.jupiter.api.Test;

final class IncludedRedisTest {

  @Test
  void a_build_with_all_libraries_has_a_redis() {
    assertThatCode(() -> IncludedRedis.require(IncludedRedisTest.class.getClassLoader()))
        .doesNotThrowAnyException();
  }

  @Test
  void an_installation_without_one_says_what_to_set() throws IOException {
    try (var nothing = new URLClassLoader(new URL[0], null)) {
      assertThatThrownBy(() -> IncludedRedis.require(nothing))
          .isInstanceOf(CannotRunException.class)
          .hasMessageContaining("Set REDIS_URL");
    }
  }
}
