package dev.segmentnovu.relay.runtime.config;

import dev.segmentnovu.config.ConfigError;
import dev.segmentnovu.config.ProcessRole;
import dev.segmentnovu.config.RelayConfig;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Finds changed settings that need a restart of the process. */
final class RestartRequired {

  private static final String NEEDED =
      "was changed, and that takes a restart; put it back, or restart the process";

  private RestartRequired() {}

  /**
   * One mistake for each setting that concerns {@code role}, sources and callers of the admin port
   * excepted.
   */
  static List<ConfigError> needed(RelayConfig running, RelayConfig wanted, ProcessRole role) {
    List<ConfigError> errors = new ArrayList<>();
    compare("redis", running.redis(), wanted.redis(), errors);
    compare("queue", running.queue(), wanted.queue(), errors);
    if (role.takesIn()) {
      compare("ingest", running.ingest(), wanted.ingest(), errors);
      // who may call the port may change while it is open
      compare("admin", running.admin().with(wanted.admin().access()), wanted.admin(), errors);
    }
    if (role.delivers()) {
      compare("ops", running.ops(), wanted.ops(), errors);
    }
    return errors;
  }

  private static void compare(
      String path, @Nullable Object running, @Nullable Object wanted, List<ConfigError> errors) {
    if (Objects.equals(running, wanted)) {
      return;
    }
    boolean isSection =
        running instanceof Record
            && wanted instanceof Record
            && running.getClass().getEnclosingClass() == RelayConfig.class;
    if (!isSection) {
      errors.add(new ConfigError(path.replace("redis.address", "redis.url"), NEEDED));
      return;
    }
    for (RecordComponent part : Objects.requireNonNull(running).getClass().getRecordComponents()) {
      compare(path + "." + part.getName(), value(part, running), value(part, wanted), errors);
    }
  }

  private static @Nullable Object value(RecordComponent part, @Nullable Object of) {
    try {
      return part.getAccessor().invoke(of);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("The records of the configuration are public", e);
    }
  }
}
