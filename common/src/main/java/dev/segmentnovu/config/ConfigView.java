package dev.segmentnovu.config;

import java.time.Instant;
import java.util.List;

/** What a process runs with now; it may change. Safe for use from any thread. */
public interface ConfigView {

  /** The names of the sources, in the order of the file. */
  List<String> sources();

  /** How it stands to the file. */
  ConfigStatus status();

  /** A view that stays as it is. */
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
