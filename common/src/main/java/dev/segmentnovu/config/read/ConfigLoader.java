package dev.segmentnovu.config.read;

import dev.segmentnovu.config.ConfigError;
import dev.segmentnovu.config.ProcessRole;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.SettingLine;
import dev.segmentnovu.config.read.ConfigSection.Layer;
import dev.segmentnovu.config.setting.LogVariable;
import dev.segmentnovu.config.setting.NovuSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads the configuration: a file, if there is one, laid over {@code relay-defaults.yaml}, which
 * names the environment variables. It can read any number of times.
 */
public final class ConfigLoader {

  /** The variable that names the file. */
  public static final String VARIABLE = "RELAY_CONFIG";

  /** The file that is read if the variable is unset and the file is there. */
  public static final Path FILE = Path.of("relay.yaml");

  private static final String DEFAULTS = "/dev/segmentnovu/config/relay-defaults.yaml";

  private final Map<String, String> env;
  private final ProcessRole role;
  private final @Nullable Path file;
  private final List<Function<RelayConfig, List<ConfigError>>> checks;
  private final UnaryOperator<RelayConfig> change;

  private ConfigLoader(
      Map<String, String> env,
      ProcessRole role,
      @Nullable Path file,
      List<Function<RelayConfig, List<ConfigError>>> checks,
      UnaryOperator<RelayConfig> change) {
    this.env = Map.copyOf(env);
    this.role = role;
    this.file = file;
    this.checks = List.copyOf(checks);
    this.change = change;
  }

  /**
   * A loader of the file that {@code env} names, else of {@code relay.yaml} if it is in the working
   * directory now, else of no file.
   *
   * @param env as {@link System#getenv()} gives it
   */
  public static ConfigLoader of(Map<String, String> env, ProcessRole role) {
    String named = env.get(VARIABLE);
    Path file =
        named != null && !named.isBlank()
            ? Path.of(named.strip())
            : Files.exists(FILE) ? FILE : null;
    return new ConfigLoader(env, role, file, List.of(), config -> config);
  }

  /** A loader of no file. */
  static ConfigLoader withoutFile(Map<String, String> env, ProcessRole role) {
    return new ConfigLoader(env, role, null, List.of(), config -> config);
  }

  /** The same with one more check, which returns errors; it is called even if there are errors. */
  public ConfigLoader checking(Function<RelayConfig, List<ConfigError>> check) {
    List<Function<RelayConfig, List<ConfigError>>> all = new ArrayList<>(checks);
    all.add(check);
    return new ConfigLoader(env, role, file, all, change);
  }

  /** The same, but {@code last} changes the configuration after all checks. */
  public ConfigLoader changing(UnaryOperator<RelayConfig> last) {
    return new ConfigLoader(env, role, file, checks, config -> last.apply(change.apply(config)));
  }

  /** The file it reads; empty for none. */
  public Optional<Path> file() {
    return Optional.ofNullable(file);
  }

  /**
   * The origin of the configuration, on one line for people: {@code /etc/relay.yaml (sources web,
   * app)}.
   *
   * @param config what was read
   */
  public String describe(RelayConfig config) {
    String from =
        file == null
            ? "no " + FILE + " in " + directory() + ", defaults and environment variables"
            : file.toAbsolutePath().normalize().toString();
    List<String> sources = config.sourceNames();
    return from
        + (sources.size() == 1 ? " (source " : " (sources ")
        + String.join(", ", sources)
        + ")";
  }

  /**
   * Likely slips in a configuration that can be used: an environment variable {@code RELAY_…} that
   * nothing reads, a {@code relay.yml}. One sentence each.
   */
  public List<String> hints() {
    String text = "";
    if (file != null) {
      try {
        text = TextFiles.onDisk().read(file);
      } catch (IOException e) {
        // load() reports this
      }
    }
    return ConfigHints.of(env, directory(), file, text);
  }

  private static Path directory() {
    return Path.of("").toAbsolutePath();
  }

  /** Reads the configuration from the disk. */
  public ConfigResult load() {
    return load(TextFiles.onDisk());
  }

  /**
   * Reads the configuration.
   *
   * @param files reads the file, and the files of secrets that it names
   * @return the configuration, or all its errors at once; errors never repeat secrets
   */
  public ConfigResult load(TextFiles files) {
    Reading reading = read(files);
    if (!reading.errors.isEmpty() || reading.config == null) {
      return new ConfigResult.Invalid(reading.errors);
    }
    RelayConfig changed = change.apply(reading.config);
    return new ConfigResult.Valid(
        changed, reading.settings.stream().map(line -> changed(line, changed)).toList());
  }

  /**
   * The configuration from the disk, whatever errors it has: a setting with an error has its
   * default. It is for a health check, which needs the ports of a process that runs on although its
   * file became invalid.
   *
   * @return empty if the file cannot be read at all
   */
  public Optional<RelayConfig> despiteErrors() {
    return Optional.ofNullable(read(TextFiles.onDisk()).config).map(change);
  }

  /**
   * The configuration, which is null if the file cannot be read at all, its settings, and all its
   * errors.
   */
  private record Reading(
      @Nullable RelayConfig config, List<SettingLine> settings, List<ConfigError> errors) {}

  private Reading read(TextFiles files) {
    List<Layer> layers = new ArrayList<>();
    List<ConfigError> errors = new ArrayList<>();
    if (file != null) {
      try {
        layers.add(new Layer(YamlReader.read(file.toString(), files.read(file), errors), false));
      } catch (IOException e) {
        errors.add(unreadable(file, e));
      }
    }
    if (!errors.isEmpty() && layers.stream().allMatch(layer -> layer.map().members().isEmpty())) {
      // without the file, errors about the rest would mislead
      return new Reading(null, List.of(), List.copyOf(errors));
    }
    layers.add(new Layer(builtIn(), true));
    var all = new ConfigErrors(env, files, role);
    errors.forEach(error -> all.error(error.path(), error.problem()));
    LogVariable.errors(env).forEach(all::follow);
    var reader = new ConfigReader(all, layers);
    RelayConfig config = reader.read();
    for (Function<RelayConfig, List<ConfigError>> check : checks) {
      check.apply(config).forEach(all::follow);
    }
    return new Reading(config, reader.lines(), all.all());
  }

  /** The setting as it is after a change in code, which may replace the address of Novu. */
  private static SettingLine changed(SettingLine line, RelayConfig changed) {
    for (RelayConfig.Source source : changed.sources()) {
      String url = source.novu().url().toString();
      if (line.path().equals("sources." + source.name() + "." + NovuSettings.URL.path())
          && !url.equals(line.value())) {
        return line.withValue(url);
      }
    }
    return line;
  }

  private static ConfigError unreadable(Path file, IOException failure) {
    String problem =
        failure instanceof NoSuchFileException
            ? "there is no such file; name yours in " + VARIABLE
            : failure instanceof CharacterCodingException
                ? "is no text in UTF-8"
                : "cannot be read: " + failure.getMessage();
    return new ConfigError(file.toString(), problem);
  }

  /** The text of the default file, which is also the documentation of all settings. */
  public static String defaultFile() {
    try (InputStream in = ConfigLoader.class.getResourceAsStream(DEFAULTS)) {
      if (in == null) {
        throw new IllegalStateException(DEFAULTS + " is not packaged");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static YamlValue.Members builtIn() {
    List<ConfigError> errors = new ArrayList<>();
    YamlValue.Members map = YamlReader.read(DEFAULTS, defaultFile(), errors);
    if (!errors.isEmpty()) {
      throw new IllegalStateException(errors.toString());
    }
    return map;
  }

  /** Every path that is read with this file, for the test of the schema. */
  static Set<String> pathsRead(String file) {
    var all = new ConfigErrors(Map.of(), TextFiles.onDisk(), ProcessRole.BOTH);
    List<ConfigError> errors = new ArrayList<>();
    List<Layer> layers =
        List.of(
            new Layer(YamlReader.read("example", file, errors), false), new Layer(builtIn(), true));
    new ConfigReader(all, layers).read();
    return all.pathsRead();
  }
}
