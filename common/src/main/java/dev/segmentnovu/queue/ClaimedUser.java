package dev.segmentnovu.queue;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A user whose first events only this worker may deliver until its lease ends.
 *
 * @param source the source of the events
 * @param shard the shard of the user, from 0
 * @param orderingKey a user's id, or {@link OrderingKey#alone}
 * @param token identifies the lease; random
 * @param retryState the retry state of the first event; null if it was never tried
 * @param claims how many claims of the first event have brought no result so far, this one
 *     included: at least 1. A claim brings none if its worker dies of the event or cannot handle
 *     it. A claim that was released before the event was tried does not count. Above 1 there may
 *     have been calls to Novu that the retry state does not show. Attempts are counted apart
 * @param profile the fingerprint of what was last written to the user's profile at Novu, see {@link
 *     Profile.Written}; null if it is not known
 * @param entries the user's first events, oldest first; at least one
 */
public record ClaimedUser(
    String source,
    int shard,
    String orderingKey,
    String token,
    @Nullable String retryState,
    int claims,
    @Nullable String profile,
    List<byte[]> entries) {

  /** So many claims are no cause for suspicion: a restart of Redis or of a worker makes as many. */
  public static final int UNSUSPECTED = 2;

  /** Whether the first event may be what kills its workers. */
  public boolean suspect() {
    return claims > UNSUSPECTED;
  }
}
