package dev.segmentnovu.config.read;

import dev.segmentnovu.config.ConfigError;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.config.ProcessRole;
import dev.segmentnovu.config.RelayConfig;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Loads a configuration that stands in a test. */
final class Loading {

  static final String FILE = "relay.yaml";

  private Loading() {}

  /** What a file came to, with an environment. */
  static ConfigResult load(String yaml, Map<String, String> env, ProcessRole use) {
    return load(yaml, env, use, Map.of());
  }

  /** The same with files of secrets, by their paths. */
  static ConfigResult load(
      String yaml, Map<String, String> env, ProcessRole use, Map<String, String> files) {
    Map<String, String> all = new HashMap<>(env);
    all.put(ConfigLoader.VARIABLE, FILE);
    return ConfigLoader.of(all, use)
        .load(
            path -> {
              String text = path.equals(Path.of(FILE)) ? yaml : files.get(path.toString());
              if (text == null) {
                throw new NoSuchFileException(path.toString());
              }
              return text;
            });
  }

  /** What the environment alone came to. */
  static ConfigResult load(Map<String, String> env, ProcessRole use) {
    return ConfigLoader.withoutFile(env, use).load();
  }

  static RelayConfig valid(ConfigResult result) {
    assertThat(result).isInstanceOf(ConfigResult.Valid.class);
    return ((ConfigResult.Valid) result).config();
  }

  static List<String> mistakes(ConfigResult result) {
    assertThat(result).isInstanceOf(ConfigResult.Invalid.class);
    return ((ConfigResult.Invalid) result).errors().stream().map(ConfigError::toString).toList();
  }
}
