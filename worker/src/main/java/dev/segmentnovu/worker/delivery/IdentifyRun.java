package dev.segmentnovu.worker.delivery;

import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.worker.delivery.MergedIdentifies.Follower;
import dev.segmentnovu.worker.health.SourceMeters;
import dev.segmentnovu.worker.mapping.MappingResult;
import dev.segmentnovu.worker.mapping.MappingResult.Step;
import dev.segmentnovu.worker.novu.NovuRequest.UpsertSubscriber;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Which events of a claimed user the present write stands for: one event, or an identify and the
 * identifies directly behind it.
 */
final class IdentifyRun {

  private final ClaimedUser user;

  /** Events before this one are written alone: Novu refused the write of several of them. */
  private int aloneUntil;

  private List<Follower> followers = List.of();

  IdentifyRun(ClaimedUser user) {
    this.user = user;
  }

  /** Of how many events the present write is; at least 1. */
  int size() {
    return 1 + followers.size();
  }

  /** The present write is of one event. */
  void reset() {
    followers = List.of();
  }

  /**
   * Merges an identify with the identifies directly behind it. Gives back {@code mapped} if there
   * is nothing to merge.
   *
   * @param place of the event in the claim, from 0
   * @param notBefore what was received before is too old to be sent
   */
  MappingResult merge(MappingResult mapped, int place, SourceRuntime runtime, Instant notBefore) {
    UpsertSubscriber first = MergedIdentifies.onlyRequest(mapped);
    if (first == null || place < aloneUntil) {
      return mapped;
    }
    List<byte[]> behind = user.entries().subList(place + 1, user.entries().size());
    var merged = MergedIdentifies.of(first, behind, runtime.mapper(), notBefore);
    followers = merged.followers();
    return followers.isEmpty()
        ? mapped
        : new MappingResult.Send(List.of(new Step("identify", merged.request())));
  }

  /**
   * The present write failed: from now on it is of its first event.
   *
   * @param place of that event in the claim, from 0
   * @param refused whether Novu refused it for good: one of the events may be why, and each is
   *     written alone
   * @return whether the first event is to be written alone now
   */
  boolean failed(int place, boolean refused) {
    boolean several = !followers.isEmpty();
    if (several && refused) {
      aloneUntil = place + size();
    }
    reset();
    return several && refused;
  }

  /** Counts the events behind the first as delivered. */
  void count(SourceMeters meters, Instant now) {
    for (Follower follower : followers) {
      meters.delivered(Duration.between(follower.receivedAt(), now));
      follower.leftOut().forEach(each -> meters.leftOut(each.field()));
      if (follower.timestampUnreadable()) {
        meters.timestampUnreadable();
      }
    }
  }
}
