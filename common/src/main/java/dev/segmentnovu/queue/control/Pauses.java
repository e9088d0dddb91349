package dev.segmentnovu.queue.control;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which sources operators pause, as far as a process knows. A process that has just started knows
 * nothing until Redis answers; until then every source counts as paused, because a worker must not
 * deliver what an operator stopped.
 */
public final class Pauses {

  private static final String UNKNOWN_REASON =
      "the worker is starting, and does not know yet from Redis which sources are paused";

  private static final Pauses UNKNOWN = new Pauses(null);

  /** Null while nothing is known. */
  private final @Nullable Map<String, PausedSource> bySource;

  private Pauses(@Nullable Map<String, PausedSource> bySource) {
    this.bySource = bySource;
  }

  /** Nothing is known yet. */
  public static Pauses unknown() {
    return UNKNOWN;
  }

  /** Exactly these sources are paused. */
  public static Pauses of(List<PausedSource> paused) {
    return new Pauses(
        paused.stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    PausedSource::source, Function.identity(), (one, other) -> one)));
  }

  /**
   * The state of a source that is paused; empty if it is not. Its beginning is null while nothing
   * is known.
   */
  public Optional<SourceState> state(String source) {
    if (bySource == null) {
      return Optional.of(paused(UNKNOWN_REASON, null));
    }
    return Optional.ofNullable(bySource.get(source)).map(Pauses::state);
  }

  /** The state of a source that an operator paused. */
  public static SourceState state(PausedSource paused) {
    String reason =
        ("-".equals(paused.by()) ? "An operator" : paused.by())
            + " paused it"
            + (paused.reason() == null ? "" : ": " + paused.reason());
    return paused(reason, paused.at());
  }

  private static SourceState paused(String reason, @Nullable Instant since) {
    return new SourceState(SourceState.Kind.PAUSED, null, reason, since, null, null);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Pauses pauses
        && (bySource == null ? pauses.bySource == null : bySource.equals(pauses.bySource));
  }

  @Override
  public int hashCode() {
    return bySource == null ? 0 : bySource.hashCode();
  }

  @Override
  public String toString() {
    return bySource == null ? "unknown" : bySource.keySet().toString();
  }
}
