package dev.segmentnovu.event;

import java.util.function.Function;

/** The outcome of reading an event from the queue. */
public sealed interface DecodeResult {

  /**
   * Returns what the function of this case returns. A caller states one function for each case, so
   * it does not compile until it handles a new case.
   */
  <R> R match(Function<Decoded, R> decoded, Function<Undecodable, R> undecodable);

  /** The event could be read. */
  record Decoded(SegmentEvent event) implements DecodeResult {
    @Override
    public <R> R match(Function<Decoded, R> decoded, Function<Undecodable, R> undecodable) {
      return decoded.apply(this);
    }
  }

  /**
   * The event cannot be read, now or later: an operator edited it wrongly, or another version wrote
   * it.
   *
   * @param reason what is wrong; the message of the dead letter
   */
  record Undecodable(String reason) implements DecodeResult {
    @Override
    public <R> R match(Function<Decoded, R> decoded, Function<Undecodable, R> undecodable) {
      return undecodable.apply(this);
    }
  }
}
