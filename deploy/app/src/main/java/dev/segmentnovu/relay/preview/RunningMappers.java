package dev.segmentnovu.relay.preview;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.worker.mapping.EventMapper;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The mappers of the configuration that runs, which may change. Safe for use from any thread. */
public final class RunningMappers {

  private final Supplier<RelayConfig> running;
  private volatile Mappers mappers;

  /** The mappers of a configuration, by source. */
  private record Mappers(RelayConfig config, Map<String, EventMapper> bySource) {
    static Mappers of(RelayConfig config) {
      return new Mappers(
          config,
          config.sources().stream()
              .collect(Collectors.toMap(RelayConfig.Source::name, EventMapper::new)));
    }
  }

  /**
   * The mappers of a configuration.
   *
   * @param running the present configuration, which may change
   */
  public RunningMappers(Supplier<RelayConfig> running) {
    this.running = running;
    mappers = Mappers.of(running.get());
  }

  /** The mapper of a source; empty if it is not configured. */
  Optional<EventMapper> of(String source) {
    RelayConfig present = running.get();
    Mappers known = mappers;
    if (!known.config().equals(present)) {
      known = Mappers.of(present);
      mappers = known;
    }
    return Optional.ofNullable(known.bySource().get(source));
  }
}
