package dev.segmentnovu.relay.runtime.config;

import dev.segmentnovu.config.ConfigError;
import dev.segmentnovu.config.ConfigStatus;
import dev.segmentnovu.config.ConfigView;
import dev.segmentnovu.config.ProcessRole;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.SettingLine;
import dev.segmentnovu.config.read.ConfigLoader;
import dev.segmentnovu.config.read.ConfigResult;
import dev.segmentnovu.config.read.TextFiles;
import dev.segmentnovu.relay.runtime.exit.CannotRunException;
import dev.segmentnovu.telemetry.Metrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configuration with which a process runs. Reads its files again when it is asked to. It takes
 * up a change as a whole, or rejects it and continues with the running configuration. Safe for use
 * from any thread.
 */
public final class LiveConfig implements ConfigView {

  private static final Logger LOG = LoggerFactory.getLogger(LiveConfig.class);

  private final ConfigLoader loader;
  private final ProcessRole role;
  private final TextFiles files;
  private final InstantSource clock;
  private final List<Consumer<ConfigChange>> followers = new CopyOnWriteArrayList<>();
  private final Counter refused;

  private volatile RelayConfig running;
  private volatile List<SettingLine> settings;
  private volatile ConfigStatus status;

  /** The content of the files that was last judged. */
  private Map<Path, String> judged;

  /** The present content, if it differs: it is judged once it stays the same. */
  private Map<Path, String> pending = Map.of();

  private LiveConfig(
      ConfigLoader loader,
      ProcessRole role,
      TextFiles files,
      InstantSource clock,
      MeterRegistry registry,
      RelayConfig running,
      List<SettingLine> settings,
      Map<Path, String> judged) {
    this.loader = loader;
    this.role = role;
    this.files = files;
    this.clock = clock;
    this.running = running;
    this.settings = settings;
    this.judged = judged;
    status = new ConfigStatus(loader.file().orElse(null), clock.instant(), List.of());
    refused =
        Counter.builder(Metrics.CONFIG_REFUSED)
            .description("Changes of the configuration file that were refused")
            .register(registry);
    Gauge.builder(Metrics.CONFIG_VALID, this, live -> live.status.isValid() ? 1 : 0)
        .description("1 while the process runs with what the configuration file says")
        .register(registry);
  }

  /**
   * Reads the configuration for the first time.
   *
   * @throws CannotRunException with every mistake
   */
  public static LiveConfig begin(
      ConfigLoader loader,
      ProcessRole role,
      TextFiles files,
      InstantSource clock,
      MeterRegistry registry) {
    var reading = new SeenFiles(files);
    ConfigResult result = loader.load(reading);
    RelayConfig config = CommandConfig.require(result);
    LOG.info("Configuration: {}", loader.describe(config));
    loader.hints().forEach(hint -> LOG.warn(hint));
    return new LiveConfig(
        loader, role, files, clock, registry, config, result.settings(), reading.seen());
  }

  /** The configuration with which the process runs now. */
  public RelayConfig running() {
    return running;
  }

  /** Whether there is a file that could change. */
  public boolean hasFile() {
    return loader.file().isPresent();
  }

  @Override
  public List<String> sources() {
    return running.sourceNames();
  }

  @Override
  public Optional<RelayConfig.Source> source(String name) {
    return running.sources().stream().filter(source -> source.name().equals(name)).findFirst();
  }

  @Override
  public List<SettingLine> settings() {
    return settings;
  }

  @Override
  public ConfigStatus status() {
    return status;
  }

  /** Calls {@code listener} after each accepted change, on the thread that looks. */
  public void onChange(Consumer<RelayConfig> listener) {
    onChangeOf(change -> listener.accept(change.after()));
  }

  /** Calls {@code follower} with each accepted change, on the thread that looks. */
  public void onChangeOf(Consumer<ConfigChange> follower) {
    followers.add(follower);
  }

  /**
   * Reads the files, and judges them if their content changed and stayed the same for two looks, so
   * that a file is not judged while it is written. Blocks.
   */
  public synchronized void look() {
    if (!hasFile()) {
      return;
    }
    Map<Path, String> now = SeenFiles.look(files, judged.keySet());
    if (now.equals(judged)) {
      pending = Map.of();
    } else if (now.equals(pending)) {
      judge();
    } else {
      pending = now;
    }
  }

  private void judge() {
    var reading = new SeenFiles(files);
    ConfigResult result = loader.load(reading);
    judged = reading.seen();
    pending = Map.of();
    List<ConfigError> errors =
        result.match(
            wanted -> takeUnlessRestartRequired(wanted, result.settings()), invalid -> invalid);
    if (!errors.isEmpty()) {
      refuse(errors);
    }
  }

  /** Why {@code wanted} cannot be taken up without a restart; empty if it was taken up. */
  private List<ConfigError> takeUnlessRestartRequired(RelayConfig wanted, List<SettingLine> lines) {
    List<ConfigError> restart = RestartRequired.needed(running, wanted, role);
    if (restart.isEmpty()) {
      take(wanted, lines);
    }
    return restart;
  }

  private void refuse(List<ConfigError> errors) {
    status = new ConfigStatus(status.file(), status.loadedAt(), errors);
    refused.increment();
    var text = new StringBuilder();
    errors.forEach(error -> text.append("\n  ").append(error));
    LOG.error(
        "The changed configuration in {} is refused, and the relay goes on with the one before:{}",
        status.file(),
        text);
  }

  private void take(RelayConfig wanted, List<SettingLine> lines) {
    List<String> before = sources();
    var change = new ConfigChange(running, settings, wanted, lines);
    running = wanted;
    settings = lines;
    status = new ConfigStatus(status.file(), clock.instant(), List.of());
    followers.forEach(follower -> follower.accept(change));
    LOG.info(
        "The changed configuration in {} is in use; sources {}, before {}",
        status.file(),
        sources(),
        before);
  }
}
