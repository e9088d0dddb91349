package dev.segmentnovu.config;

import java.time.Instant;
import java.util.List;

/** The configuration that a process runs with now; it may change. Thread-safe. */
public interface ConfigView {

  /** The names of the sources, in the order of the file. */
  List<String> sources();

  /** The file, and whether its present content was refused. */
  ConfigStatus status();

  /** A view that never changes. */
  static ConfigView of(List<String> sources, Instant loadedAt) {
    var status = new ConfigStatus(null, loadedAt, List.of());
    return new ConfigView() {
      @Override
      public List<String> sources() {
        return sources;
      }

      @Override
      public ConfigStatus status() {
        return status;
      }
    };
  }
}
