package dev.segmentnovu.worker.delivery.profile;

import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.FinishedEvent;
import dev.segmentnovu.worker.delivery.profile.MergedIdentifies.Follower;
import dev.segmentnovu.worker.health.SourceMeters;
import dev.segmentnovu.worker.mapping.EventMapper;
import dev.segmentnovu.worker.mapping.MappingResult;
import dev.segmentnovu.worker.mapping.MappingResult.Step;
import dev.segmentnovu.worker.novu.NovuRequest.UpsertSubscriber;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which events of a claimed user the present delivery covers: one event, or an identify and the
 * identifies directly behind it, merged into one write.
 */
public final class IdentifyRun {

  private final ClaimedUser user;

  /** Events before this position are not merged: Novu refused a merged write of them. */
  private int aloneUntil;

  private List<Follower> followers = List.of();

  public IdentifyRun(ClaimedUser user) {
    this.user = user;
  }

  /** How many events the present delivery covers, at least 1. */
  public int size() {
    return 1 + followers.size();
  }

  /** The present delivery covers one event. */
  public void reset() {
    followers = List.of();
  }

  /**
   * Merges an identify with the identifies directly behind it.
   *
   * @param position of the event in the claim, from 0
   * @param notBefore events that were received earlier are too old to be sent
   * @return {@code mapped} itself if there is nothing to merge
   */
  public MappingResult merge(
      MappingResult mapped, int position, EventMapper mapper, Instant notBefore) {
    UpsertSubscriber first = MergedIdentifies.onlyRequest(mapped);
    if (first == null || position < aloneUntil) {
      return mapped;
    }
    List<byte[]> behind = user.entries().subList(position + 1, user.entries().size());
    var merged = MergedIdentifies.of(first, behind, mapper, notBefore);
    followers = merged.followers();
    return followers.isEmpty()
        ? mapped
        : new MappingResult.Send(List.of(new Step("identify", merged.request())));
  }

  /**
   * The present write failed: from now on the delivery covers its first event only.
   *
   * @param position of that event in the claim, from 0
   * @param refused whether Novu refused the write for good: one of the events may be the reason, so
   *     each is written alone
   * @return whether the first event must be written alone now
   */
  public boolean failed(int position, boolean refused) {
    boolean merged = !followers.isEmpty();
    if (merged && refused) {
      aloneUntil = position + size();
    }
    reset();
    return merged && refused;
  }

  /**
   * The records of all events that the present delivery covers.
   *
   * @param first that of the first event
   */
  public List<FinishedEvent> finished(FinishedEvent first) {
    if (followers.isEmpty()) {
      return List.of(first);
    }
    List<FinishedEvent> all = new ArrayList<>(size());
    all.add(first);
    followers.forEach(each -> all.add(first.of(each.messageId(), each.receivedAt())));
    return all;
  }

  /** An event behind the first. {@code trace} is that of its entry. */
  public record Merged(String messageId, Instant receivedAt, @Nullable String trace) {}

  /** Tells {@code listener} of each event behind the first. */
  public void followers(Consumer<Merged> listener) {
    followers.forEach(
        each -> listener.accept(new Merged(each.messageId(), each.receivedAt(), each.trace())));
  }

  /** Counts the events behind the first as delivered. */
  public void count(SourceMeters meters, Instant now) {
    for (Follower follower : followers) {
      meters.delivered(Duration.between(follower.receivedAt(), now), now);
      follower.leftOut().forEach(each -> meters.leftOut(each.field()));
      if (follower.timestampUnreadable()) {
        meters.timestampUnreadable();
      }
    }
  }
}
