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
 * @param entries the user's first events, oldest first; at least one
 */
public record ClaimedUser(
    String source,
    int shard,
    String userId,
    String token,
    @Nullable String headState,
    List<byte[]> entries) {}
