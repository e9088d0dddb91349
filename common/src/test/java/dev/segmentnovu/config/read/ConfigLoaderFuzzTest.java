package dev.segmentnovu.config.read;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.segmentnovu.config.ConfigError;
import dev.segmentnovu.config.ProcessRole;
import java.util.List;
import java.util.Map;

/** Any text in the place of a configuration is read, or its errors are listed without secrets. */
final class ConfigLoaderFuzzTest {

  private static final String KEY = "a-secret-key-of-novu";

  private static final Map<String, String> ENVIRONMENT =
      Map.of("NOVU_API_KEY", KEY, "SEGMENT_WRITE_KEY", "wk");

  @FuzzTest(maxDuration = "1m")
  void a_file_is_read_or_its_errors_are_listed(byte[] bytes) {
    String text = new String(bytes, UTF_8);

    ConfigResult result = Loading.load(text, ENVIRONMENT, ProcessRole.BOTH);

    List<ConfigError> errors = result.match(valid -> List.of(), invalid -> invalid);
    if (result instanceof ConfigResult.Invalid) {
      assertThat(errors).isNotEmpty();
      if (!text.contains(KEY)) {
        assertThat(errors.toString()).doesNotContain(KEY);
      }
    }
    ConfigResult again = Loading.load(text, ENVIRONMENT, ProcessRole.BOTH);
    assertThat(again.settings()).isEqualTo(result.settings());
    assertThat(again.<List<ConfigError>>match(valid -> List.of(), invalid -> invalid))
        .isEqualTo(errors);
  }
}
