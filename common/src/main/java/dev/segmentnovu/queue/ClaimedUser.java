package dev.segmentnovu.queue;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A user whose first events this worker alone may deliver, until the lease ends.
 *
 * @param source the source the events came in by
 * @param shard the part of the queue the user lives in
 * @param userId whose events these are
 * @param token proof of the lease; random
 * @param headState what the worker kept about earlier attempts at the first event, or null if there
 *     were none
 * @param claims how often the first event was claimed since anything was learnt of it, this claim
 *     included, so at least 1: a worker that dies of an event, or cannot handle it, learns nothing.
 *     Claims that were given back without a look at the event do not count. Above 1 a call for it
 *     may be on record nowhere. Counted apart from attempts
 * @param profile the fingerprint of what was last written of the user's profile to Novu, see {@link
 *     Profile.Written}; null if it is not known
 * @param entries the user's first events, oldest first; at least one
 */
public record ClaimedUser(
    String source,
    int shard,
    String userId,
    String token,
    @Nullable String headState,
    int claims,
    @Nullable String profile,
    List<byte[]> entries) {

  /** So many claims of an event say nothing: a restart of Redis or of a worker makes as many. */
  public static final int UNSUSPECTED = 2;

  /** A user of whose profile nothing is known. */
  public ClaimedUser(
      String source,
      int shard,
      String userId,
      String token,
      @Nullable String headState,
      int claims,
      List<byte[]> entries) {
    this(source, shard, userId, token, headState, claims, null, entries);
  }

  /** Whether the first event may be what its workers die of. */
  public boolean suspect() {
    return claims > UNSUSPECTED;
  }
}
