package dev.segmentnovu.config;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a process stands to its configuration file.
 *
 * @param file which it is, or null if there is none
 * @param loadedAt since when it runs with what it runs with
 * @param errors why a later change of the file was refused; empty if the file is what it runs with
 */
public record ConfigStatus(@Nullable Path file, Instant loadedAt, List<ConfigError> errors) {

  public ConfigStatus {
    errors = List.copyOf(errors);
  }

  /** Whether the process runs with what the file says. */
  public boolean isValid() {
    return errors.isEmpty();
  }
}
