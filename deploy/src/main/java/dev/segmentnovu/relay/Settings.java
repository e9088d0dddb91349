package dev.segmentnovu.relay;

import dev.segmentnovu.config.ConfigError;
import dev.segmentnovu.config.ConfigResult;
import dev.segmentnovu.config.ConfigResult.Invalid;
import dev.segmentnovu.config.ConfigResult.Valid;
import dev.segmentnovu.config.EnvironmentConfig;
import dev.segmentnovu.config.RelayConfig;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the configuration for each command, and says all that is wrong with it at once. */
final class Settings {
  static final String SANDBOX_WRITE_KEY = "sandbox-write-key";
  static final String SANDBOX_SECRET = "sandbox-secret";

  private static final String SANDBOX_API_KEY = "sandbox";

  private Settings() {}

  /**
   * The configuration of a process that shares Redis with others.
   *
   * @throws CannotRunException with every mistake, a missing {@code REDIS_URL} among them
   */
  static RelayConfig shared(Map<String, String> environment) {
    ConfigResult result = EnvironmentConfig.read(environment);
    List<ConfigError> errors = new ArrayList<>();
    if (isUnset(environment, "REDIS_URL")) {
      errors.add(
          new ConfigError(
              "REDIS_URL",
              "is required here, for example redis://127.0.0.1:6379; only relay up brings its own Redis"));
    }
    if (result instanceof Invalid invalid) {
      errors.addAll(invalid.errors());
    }
    if (errors.isEmpty() && result instanceof Valid valid) {
      return valid.config();
    }
    throw mistakes(errors);
  }

  /**
   * The configuration of the all-in-one mode.
   *
   * @throws CannotRunException with every mistake
   */
  static RelayConfig allInOne(Map<String, String> environment) {
    ConfigResult result = EnvironmentConfig.read(environment);
    if (result instanceof Invalid invalid) {
      throw mistakes(invalid.errors());
    }
    return ((Valid) result).config();
  }

  /**
   * The configuration for looking at events without sending them: keys are not needed, and so not
   * asked for.
   *
   * @throws CannotRunException with every other mistake
   */
  static RelayConfig offline(Map<String, String> environment) {
    Map<String, String> settings = new HashMap<>(environment);
    for (String key : List.of("NOVU_API_KEY", "SEGMENT_WRITE_KEY")) {
      if (isUnset(environment, key)) {
        settings.put(key, "none");
      }
    }
    return allInOne(settings);
  }

  /**
   * Whether events are to go to a sandbox: there is no key for the real Novu.
   *
   * @throws CannotRunException if there is an address of Novu but no key
   */
  static boolean isSandboxed(Map<String, String> environment) {
    if (!isUnset(environment, "NOVU_API_KEY")) {
      return false;
    }
    if (!isUnset(environment, "NOVU_API_URL")) {
      throw mistakes(
          List.of(
              new ConfigError(
                  "NOVU_API_KEY",
                  "is required with NOVU_API_URL; unset both to deliver to a sandbox Novu")));
    }
    return true;
  }

  /**
   * The environment for a sandbox at {@code novu}, with well-known credentials where none are set:
   * whatever comes in by them can reach the sandbox only.
   */
  static Map<String, String> sandboxed(Map<String, String> environment, URI novu) {
    Map<String, String> settings = new HashMap<>(environment);
    settings.put("NOVU_API_KEY", SANDBOX_API_KEY);
    settings.put("NOVU_API_URL", novu.toString());
    if (isUnset(environment, "SEGMENT_WRITE_KEY")) {
      settings.put("SEGMENT_WRITE_KEY", SANDBOX_WRITE_KEY);
    }
    if (isUnset(environment, "SEGMENT_SHARED_SECRET")) {
      settings.put("SEGMENT_SHARED_SECRET", SANDBOX_SECRET);
    }
    return settings;
  }

  static boolean isUnset(Map<String, String> environment, String name) {
    String value = environment.get(name);
    return value == null || value.isBlank();
  }

  /** Ends a command with all that is wrong with the configuration. */
  static CannotRunException mistakes(List<ConfigError> errors) {
    var text = new StringBuilder("The configuration has mistakes:");
    errors.forEach(error -> text.append("\n  ").append(error));
    return new CannotRunException(ExitCode.CONFIGURATION, text.toString());
  }
}
