package dev.segmentnovu.worker.delivery.profile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.DecodeResult;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.EventType;
import dev.segmentnovu.event.StoredEvent;
import dev.segmentnovu.worker.mapping.EventMapper;
import dev.segmentnovu.worker.mapping.MappingResult;
import dev.segmentnovu.worker.mapping.profile.LeftOut;
import dev.segmentnovu.worker.novu.NovuRequest.UpsertSubscriber;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive identifies of one user, merged into one write with the same effect. The last value of
 * a trait counts; a null erases it.
 *
 * @param request the write
 * @param followers the identifies behind the first, oldest first; empty if there are none
 */
record MergedIdentifies(UpsertSubscriber request, List<Follower> followers) {

  /**
   * An identify that is merged with the one before it.
   *
   * @param messageId its own id
   * @param receivedAt when ingest accepted it
   * @param timestampUnreadable whether its timestamp cannot be read
   * @param trace the trace that it belongs to, see {@link StoredEvent#trace}
   * @param leftOut the values that are not sent
   */
  record Follower(
      String messageId,
      Instant receivedAt,
      boolean timestampUnreadable,
      @Nullable String trace,
      List<LeftOut> leftOut) {}

  private record Read(UpsertSubscriber request, Follower follower) {}

  /** The upsert of {@code mapped} if that is all that {@code mapped} consists of; else null. */
  static @Nullable UpsertSubscriber onlyRequest(MappingResult mapped) {
    return mapped instanceof MappingResult.Send send
            && send.remainder() == null
            && send.steps().size() == 1
            && send.steps().get(0).request() instanceof UpsertSubscriber upsert
        ? upsert
        : null;
  }

  /**
   * Merges {@code first} with the identifies directly behind it.
   *
   * @param behind the entries behind that of {@code first}, oldest first
   * @param notBefore events that were received earlier are too old to be sent
   */
  static MergedIdentifies of(
      UpsertSubscriber first, List<byte[]> behind, EventMapper mapper, Instant notBefore) {
    List<Follower> followers = new ArrayList<>(0);
    UpsertSubscriber all = first;
    for (byte[] entry : behind) {
      Read next = read(entry, mapper, notBefore);
      if (next == null || !next.request.subscriberId().equals(first.subscriberId())) {
        break;
      }
      // one copy: the request of the first event must not change
      all = followers.isEmpty() ? copy(first) : all;
      all = merged(all, next.request);
      followers.add(next.follower);
    }
    return new MergedIdentifies(all, followers);
  }

  private static UpsertSubscriber copy(UpsertSubscriber of) {
    return new UpsertSubscriber(
        of.subscriberId(), of.fields().deepCopy(), of.customTraits().deepCopy(), of.replace());
  }

  /** Merges {@code later} into {@code into}, which may change; returns the merged request. */
  private static UpsertSubscriber merged(UpsertSubscriber into, UpsertSubscriber later) {
    into.fields().setAll(later.fields());
    if (later.replace() && !later.customTraits().isEmpty()) {
      ObjectNode traits = later.customTraits();
      return new UpsertSubscriber(into.subscriberId(), into.fields(), traits, true);
    }
    into.customTraits().setAll(later.customTraits());
    return into;
  }

  /** The identify of an entry; null if the entry is anything that must not be merged. */
  private static @Nullable Read read(byte[] entry, EventMapper mapper, Instant notBefore) {
    StoredEvent stored;
    try {
      stored = EventCodec.decode(entry);
    } catch (IllegalArgumentException e) {
      return null;
    }
    if (stored.type() != EventType.IDENTIFY
        || stored.replays() > 0
        || stored.receivedAt().isBefore(notBefore)
        || !(EventCodec.read(stored) instanceof DecodeResult.Decoded decoded)) {
      return null;
    }
    MappingResult mapped = mapper.map(decoded.event());
    UpsertSubscriber request = onlyRequest(mapped);
    boolean unreadable = decoded.event().common().timestampUnreadable();
    return request == null
        ? null
        : new Read(
            request,
            new Follower(
                stored.messageId(),
                stored.receivedAt(),
                unreadable,
                stored.trace(),
                mapped.leftOut()));
  }
}
