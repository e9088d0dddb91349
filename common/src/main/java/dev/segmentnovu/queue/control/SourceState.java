package dev.segmentnovu.queue.control;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether a worker delivers the events of a source, and if not, why.
 *
 * @param kind the state
 * @param status Novu's HTTP status that led to it; null if none did
 * @param reason what happened, in words; null while the source runs
 * @param since when the worker stopped to deliver; null while the source runs
 * @param until when the state ends by itself; null if that is unknown
 * @param nextProbe when the worker tries one event; null if it tries none
 */
public record SourceState(
    Kind kind,
    @Nullable Integer status,
    @Nullable String reason,
    @Nullable Instant since,
    @Nullable Instant until,
    @Nullable Instant nextProbe) {

  /** The worker delivers. */
  public static final SourceState RUNNING =
      new SourceState(Kind.RUNNING, null, null, null, null, null);

  /** The states of a source in a worker, from the best to the worst. */
  public enum Kind {
    /** The worker delivers its events. */
    RUNNING("running"),
    /** Novu answered 429: the worker waits for as long as Novu said. */
    RATE_LIMITED("rate-limited"),
    /** All calls fail: the worker claims nothing, and tries one event from time to time. */
    CIRCUIT_OPEN("circuit-open"),
    /** The dead letters are at a bound at which the source stands still. */
    BLOCKED("blocked"),
    /** Novu refused the API key or the plan: an operator must act. */
    SUSPENDED("suspended"),
    /** An operator paused the source. */
    PAUSED("paused");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    /** The state in JSON and for people. */
    public String text() {
      return text;
    }

    /** The state with this text; empty if there is none, as in a report of another version. */
    public static Optional<Kind> of(String text) {
      return Stream.of(values()).filter(kind -> kind.text.equals(text)).findFirst();
    }
  }

  /**
   * The worse of two states. Of two of the same kind the one that began first: its worker saw the
   * cause itself, and the other heard of it.
   */
  public static SourceState worse(SourceState one, SourceState other) {
    int order = one.kind.compareTo(other.kind);
    if (order != 0) {
      return order > 0 ? one : other;
    }
    boolean otherWasFirst =
        one.since != null && other.since != null && other.since.isBefore(one.since);
    return otherWasFirst ? other : one;
  }
}
