package dev.segmentnovu.queue.redis.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class PreludeTest {

  private static final String PRELUDE =
      """
      -- About the prelude.

      local call, try = redis.call, redis.pcall

      -- The time.
      local function clock()
        return call('TIME')
      end

      -- Never used: clock, length.
      local function length(list)
        return call('LLEN', list)
      end
      """;

  @Test
  void a_script_gets_the_functions_that_it_uses_and_those_that_they_use() {
    assertThat(Prelude.usedBy(PRELUDE, "return clock()"))
        .isEqualTo(
            """
            local call, try = redis.call, redis.pcall
            local function clock()
              return call('TIME')
            end
            """);
  }

  @Test
  void a_name_in_a_comment_or_in_another_name_is_no_use() {
    assertThat(Prelude.usedBy(PRELUDE, "-- clock\nreturn clock_ms -- try")).isEmpty();
  }

  @Test
  void a_paragraph_without_a_definition_is_refused() {
    assertThatThrownBy(() -> Prelude.usedBy("print(1)", "return 1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("print(1)");
  }
}
