package dev.segmentnovu.relay.runtime.config;

import dev.segmentnovu.config.ConfigError;
import dev.segmentnovu.config.ProcessRole;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.read.ConfigLoader;
import dev.segmentnovu.config.read.ConfigResult;
import dev.segmentnovu.relay.runtime.exit.CannotRunException;
import dev.segmentnovu.relay.runtime.exit.ExitCode;
import dev.segmentnovu.worker.mapping.MappingCheck;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How each command reads its configuration. */
public final class CommandConfig {
  public static final String SANDBOX_WRITE_KEY = "sandbox-write-key";
  public static final String SANDBOX_SECRET = "sandbox-secret";

  private static final String SANDBOX_API_KEY = "sandbox";

  private CommandConfig() {}

  /** The loader of all commands, which also checks the expressions of the rules. */
  public static ConfigLoader loader(Map<String, String> environment, ProcessRole role) {
    return ConfigLoader.of(environment, role)
        .checking(
            config ->
                config.sources().stream()
                    .flatMap(source -> MappingCheck.check(source).stream())
                    .toList());
  }

  /**
   * The configuration of the all-in-one mode.
   *
   * @param sandboxed whether events go to a sandbox
   */
  public record AllInOne(ConfigLoader loader, boolean sandboxed) {}

  /** The loader of a process that shares Redis with others: {@code redis.url} is required. */
  public static ConfigLoader shared(Map<String, String> environment, ProcessRole role) {
    return loader(environment, role)
        .checking(
            config ->
                config.redis() != null
                    ? List.of()
                    : List.of(
                        new ConfigError(
                            "redis.url (REDIS_URL)",
                            "is required here, for example redis://127.0.0.1:6379; only relay up"
                                + " brings its own Redis")));
  }

  /** The loader of commands that show events without sending them: no key is required. */
  public static ConfigLoader offline(Map<String, String> environment) {
    return offline(environment, ProcessRole.BOTH);
  }

  /**
   * The loader of commands that only look at the settings of a process.
   *
   * @param role of the process, whose secrets may be all that there are
   */
  public static ConfigLoader offline(Map<String, String> environment, ProcessRole role) {
    return loader(sandboxed(environment), role);
  }

  /**
   * The loader of commands that send events to a relay on this machine: it needs the port and the
   * shared secrets, but no keys of Novu.
   */
  public static ConfigLoader sender(Map<String, String> environment) {
    return loader(sandboxed(environment), ProcessRole.INGEST);
  }

  /**
   * The configuration of the all-in-one mode. It uses a sandbox if there is no key for the real
   * Novu.
   *
   * @param sandbox the address of the sandbox
   * @throws CannotRunException if there is an address of Novu but no key
   */
  public static AllInOne allInOne(Map<String, String> environment, URI sandbox) {
    var real = new AllInOne(loader(environment, ProcessRole.BOTH), false);
    if (!isUnset(environment, "NOVU_API_KEY")) {
      return real;
    }
    ConfigLoader loader =
        loader(sandboxed(environment), ProcessRole.BOTH)
            .changing(config -> toSandbox(config, sandbox));
    boolean fileHasKeys =
        loader
            .load()
            .match(
                config -> !config.sources().stream().allMatch(CommandConfig::isSandboxed),
                errors -> false);
    if (fileHasKeys) {
      return real;
    }
    if (!isUnset(environment, "NOVU_API_URL")) {
      throw mistakes(
          List.of(
              new ConfigError(
                  "NOVU_API_KEY",
                  "is required with NOVU_API_URL; unset both to deliver to a sandbox Novu")));
    }
    return new AllInOne(loader, true);
  }

  private static boolean isSandboxed(RelayConfig.Source source) {
    return source.novu().apiKey().matches(SANDBOX_API_KEY);
  }

  /**
   * Replaces the address of Novu in any case: events that came with well-known credentials must not
   * leave this machine.
   */
  private static RelayConfig toSandbox(RelayConfig config, URI sandbox) {
    return config.withSources(
        config.sources().stream()
            .map(source -> isSandboxed(source) ? at(sandbox, source) : source)
            .toList());
  }

  private static RelayConfig.Source at(URI sandbox, RelayConfig.Source source) {
    return source.with(source.novu().withUrl(sandbox));
  }

  /** The environment for a sandbox. Credentials that are not set get well-known values. */
  private static Map<String, String> sandboxed(Map<String, String> environment) {
    Map<String, String> settings = new HashMap<>(environment);
    settings.put("NOVU_API_KEY", SANDBOX_API_KEY);
    if (isUnset(environment, "SEGMENT_WRITE_KEY")) {
      settings.put("SEGMENT_WRITE_KEY", SANDBOX_WRITE_KEY);
    }
    if (isUnset(environment, "SEGMENT_SHARED_SECRET")) {
      settings.put("SEGMENT_SHARED_SECRET", SANDBOX_SECRET);
    }
    return settings;
  }

  public static boolean isUnset(Map<String, String> environment, String name) {
    String value = environment.get(name);
    return value == null || value.isBlank();
  }

  /**
   * The configuration that was read.
   *
   * @throws CannotRunException with every mistake
   */
  public static RelayConfig require(ConfigResult result) {
    return result.match(
        config -> config,
        errors -> {
          throw mistakes(errors);
        });
  }

  private static CannotRunException mistakes(List<ConfigError> errors) {
    var text = new StringBuilder("The configuration has mistakes:");
    errors.forEach(error -> text.append("\n  ").append(error));
    return new CannotRunException(ExitCode.CONFIGURATION, text.toString());
  }
}
