package dev.segmentnovu.queue;

import java.time.Duration;
import java.util.List;

/**
 * What a call to claim brought.
 *
 * @param users those that were due; empty if none was
 * @param nextDue how long until the next user is due, at most the lease; zero if one is due already
 * @param due how many users are due besides
 * @param blocked nothing may be claimed while dead letters are at a bound that blocks the source;
 *     {@code nextDue} then says when to look again
 */
public record Claim(List<ClaimedUser> users, Duration nextDue, int due, boolean blocked) {}
