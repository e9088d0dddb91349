package dev.segmentnovu.queue;

import java.time.Duration;
import java.util.List;

/**
 * The result of a claim.
 *
 * @param users the claimed users; empty if none was due
 * @param nextDue how long until another user is due, at most the lease; zero if one is due already
 * @param due how many other users are due
 * @param blocked whether dead letters are at a bound that blocks the source, so that nothing may be
 *     claimed; {@code nextDue} then says when to claim again
 */
public record Claim(List<ClaimedUser> users, Duration nextDue, int due, boolean blocked) {}
