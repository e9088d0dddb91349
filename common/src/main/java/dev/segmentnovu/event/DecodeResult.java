package dev.segmentnovu.event;

/** What reading an event back from the queue came to. */
public sealed interface DecodeResult {

  /** It is whole. */
  record Decoded(SegmentEvent event) implements DecodeResult {}

  /**
   * It cannot be read, now or later: an operator edited it badly, or another version wrote it.
   *
   * @param reason what is wrong, for the dead letter
   */
  record Undecodable(String reason) implements DecodeResult {}
}
