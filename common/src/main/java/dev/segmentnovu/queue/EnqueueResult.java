package dev.segmentnovu.queue;

/** What enqueueing came to. */
public sealed interface EnqueueResult {

  /**
   * Redis has them all.
   *
   * @param duplicates how many of them it had already, by message id, and so did not add again
   */
  record Accepted(int duplicates) implements EnqueueResult {}

  /**
   * Redis has no memory left. Some may have been written: sending all again adds only what is
   * missing.
   */
  record Full() implements EnqueueResult {}

  /**
   * Redis did not confirm in time. Some may have been written: sending all again adds only what is
   * missing.
   *
   * @param reason for the log; holds no event data
   */
  record Unavailable(String reason) implements EnqueueResult {}

  /**
   * Redis has them, but too few replicas, or disks where they are asked for, confirmed them in
   * time. Sending all again adds only what is missing.
   *
   * @param reason for the log; holds no event data
   */
  record Unreplicated(String reason) implements EnqueueResult {}
}
