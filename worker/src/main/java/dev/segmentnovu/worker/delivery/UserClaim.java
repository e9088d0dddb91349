package dev.segmentnovu.worker.delivery;

import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.worker.delivery.profile.IdentifyRun;
import dev.segmentnovu.worker.delivery.profile.KnownProfile;

/**
 * What the deliveries of the events of one claimed user share.
 *
 * @param tools of the worker
 * @param current the present parts of the source
 * @param user the user and its events
 * @param lease how long the user belongs to this worker
 * @param settler sends the settlements
 * @param profile the last write to the user's profile
 * @param identifies the events that the present delivery covers
 */
record UserClaim(
    DeliveryTools tools,
    CurrentSource current,
    ClaimedUser user,
    Lease lease,
    Settler settler,
    KnownProfile profile,
    IdentifyRun identifies) {

  /** A claim of which no event is delivered yet. */
  UserClaim(
      DeliveryTools tools, CurrentSource current, ClaimedUser user, Lease lease, Settler settler) {
    this(tools, current, user, lease, settler, new KnownProfile(user), new IdentifyRun(user));
  }
}
