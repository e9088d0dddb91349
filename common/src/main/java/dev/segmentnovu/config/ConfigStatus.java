package dev.segmentnovu.config;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which configuration a process runs with.
 *
 * @param file the file it reads, or null if there is none
 * @param loadedAt when it took up the configuration it runs with
 * @param errors why it refused a later change of the file; empty if it runs with the present file
 */
public record ConfigStatus(@Nullable Path file, Instant loadedAt, List<ConfigError> errors) {

  public ConfigStatus {
    errors = List.copyOf(errors);
  }

  /** Whether the process runs with the present content of the file. */
  public boolean isValid() {
    return errors.isEmpty();
  }
}
