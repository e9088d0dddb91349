package dev.segmentnovu.config;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The configuration that a process runs with now; it may change. Thread-safe. */
public interface ConfigView {

  /** The names of the sources, in the order of the file. */
  List<String> sources();

  /**
   * How a source is configured; empty if there is none of that name.
   *
   * @return in a process that does not deliver, without the API key of Novu
   */
  Optional<RelayConfig.Source> source(String name);

  /** The file, and whether its present content was refused. */
  ConfigStatus status();

  /** The settings with which the process runs, in the order of the file. */
  List<SettingLine> settings();

  /** A view that never changes, without a description of its settings. */
  static ConfigView of(List<RelayConfig.Source> sources, Instant loadedAt) {
    var status = new ConfigStatus(null, loadedAt, List.of());
    return new ConfigView() {
      @Override
      public List<String> sources() {
        return sources.stream().map(RelayConfig.Source::name).toList();
      }

      @Override
      public Optional<RelayConfig.Source> source(String name) {
        return sources.stream().filter(source -> source.name().equals(name)).findFirst();
      }

      @Override
      public ConfigStatus status() {
        return status;
      }

      @Override
      public List<SettingLine> settings() {
        return List.of();
      }
    };
  }
}
