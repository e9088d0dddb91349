package dev.segmentnovu.config.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.config.ConfigError;
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
  static ConfigResult load(String yaml, Map<String, String> env, ProcessRole role) {
    return load(yaml, env, role, Map.of());
  }

  /** The same with files of secrets, by their paths. */
  static ConfigResult load(
      String yaml, Map<String, String> env, ProcessRole role, Map<String, String> files) {
    Map<String, String> all = new HashMap<>(env);
    all.put(ConfigLoader.VARIABLE, FILE);
    return ConfigLoader.of(all, role)
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
  static ConfigResult load(Map<String, String> env, ProcessRole role) {
    return ConfigLoader.withoutFile(env, role).load();
  }

  static RelayConfig valid(ConfigResult result) {
    assertThat(result).isInstanceOf(ConfigResult.Valid.class);
    return ((ConfigResult.Valid) result).config();
  }

  static List<String> errors(ConfigResult result) {
    assertThat(result).isInstanceOf(ConfigResult.Invalid.class);
    return ((ConfigResult.Invalid) result).errors().stream().map(ConfigError::toString).toList();
  }
}
