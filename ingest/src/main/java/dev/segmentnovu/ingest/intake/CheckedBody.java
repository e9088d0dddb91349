package dev.segmentnovu.ingest.intake;

import dev.segmentnovu.config.BodyLimits;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.RelayConfig.Ordering;
import dev.segmentnovu.config.Sha256;
import dev.segmentnovu.event.EntryWriter;
import dev.segmentnovu.event.EventType;
import dev.segmentnovu.event.intake.EventRules;
import dev.segmentnovu.event.intake.EventRules.Result.Valid;
import dev.segmentnovu.event.intake.Refusal;
import dev.segmentnovu.event.intake.ScannedBody;
import dev.segmentnovu.event.intake.ScannedEvent;
import dev.segmentnovu.event.intake.ScannedEvent.Member;
import dev.segmentnovu.queue.NewEvent;
import dev.segmentnovu.queue.OrderingKey;
import dev.segmentnovu.telemetry.log.EventFacts;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The events of a body after the check: which to enqueue, which are rejected, and how many are
 * skipped. {@link #entries} builds the queue entries only on demand, because a batch's {@code
 * context} is copied into each of them and can make them thousands of times as large as the body.
 * Pure.
 */
public final class CheckedBody {

  /** Segment's limit. A longer id is rejected, and the response does not repeat it. */
  private static final int MAX_MESSAGE_ID = 100;

  private record AcceptedEvent(ScannedEvent event, Valid valid, String messageId) {}

  private final RelayConfig.Source source;
  private final byte[] bytes;
  private EntryWriter writer;
  private final List<AcceptedEvent> accepted;
  private List<RejectedEvent> rejected = List.of();
  private int skippedAnonymous;
  private long storedBytes;

  private CheckedBody(ReceivedBody received, EntryWriter writer) {
    source = received.source();
    bytes = received.bytes();
    this.writer = writer;
    accepted = new ArrayList<>(received.body().events().size());
  }

  /**
   * Checks the events of a body.
   *
   * @param limits of the entry point
   * @param receivedAt the time that the entries store
   */
  static CheckedBody of(ReceivedBody received, BodyLimits limits, Instant receivedAt) {
    ScannedBody body = received.body();
    var writer =
        new EntryWriter(
            received.entryPoint(), receivedAt, body.context(), body.integrations(), body.sentAt());
    var checked = new CheckedBody(received, writer);
    for (int i = 0; i < body.events().size(); i++) {
      checked.check(i, received, limits.eventBytes());
    }
    return checked;
  }

  private void check(int index, ReceivedBody received, int maxBytes) {
    ScannedEvent event = received.body().events().get(index);
    Optional<Refusal> refusal =
        EventRules.check(event, received.type(), maxBytes)
            .match(
                valid -> admit(index, event, valid, maxBytes),
                invalid -> Optional.of(invalid.refusal()));
    if (refusal.isPresent()) {
      reject(index, event, refusal.get());
    }
  }

  /** Applies the rules that a valid event may still violate; empty if it is accepted or skipped. */
  private Optional<Refusal> admit(int index, ScannedEvent event, Valid valid, int maxBytes) {
    Refusal tooLarge = EventRules.sharedTooLarge(event, writer.sharedSize(), maxBytes);
    if (tooLarge != null) {
      return Optional.of(tooLarge);
    }
    return valid.anonymous() ? admitAnonymous(index, event, valid) : accept(index, event, valid);
  }

  private Optional<Refusal> admitAnonymous(int index, ScannedEvent event, Valid valid) {
    return switch (source.admission().anonymous()) {
      case SKIP -> {
        skippedAnonymous++;
        yield Optional.empty();
      }
      case DELIVER -> accept(index, event, valid);
      case REJECT -> Optional.of(EventRules.ANONYMOUS_USER);
    };
  }

  private Optional<Refusal> accept(int index, ScannedEvent event, Valid valid) {
    String messageId =
        valid.messageId() == null
            ? derivedId(source.name(), index, bytes, event)
            : valid.messageId();
    accepted.add(new AcceptedEvent(event, valid, messageId));
    storedBytes += writer.sizeOf(messageId, valid.type(), event.size());
    return Optional.empty();
  }

  private void reject(int index, ScannedEvent event, Refusal refusal) {
    if (rejected.isEmpty()) {
      rejected = new ArrayList<>();
    }
    String id = event.text(Member.MESSAGE_ID);
    String name = event.text(Member.EVENT);
    rejected.add(
        new RejectedEvent(
            index,
            id == null || id.length() > MAX_MESSAGE_ID ? null : id,
            name == null ? event.text(Member.TYPE) : name,
            event.text(Member.USER_ID),
            refusal));
  }

  /** The name of the source. */
  public String source() {
    return source.name();
  }

  /** The number of events to enqueue. */
  public int acceptedCount() {
    return accepted.size();
  }

  /** The rejected events, in the order of the body. */
  public List<RejectedEvent> rejected() {
    return rejected;
  }

  /** The number of events of anonymous users that the source's configuration skips. */
  int skippedAnonymous() {
    return skippedAnonymous;
  }

  /** The size of all {@link #entries} together, in bytes. */
  public long storedBytes() {
    return storedBytes;
  }

  /**
   * What log lines say of the accepted events, in the order of the body.
   *
   * @param trace the span of the request; null if it is not traced
   */
  List<EventFacts> facts(@Nullable String trace) {
    List<EventFacts> facts = new ArrayList<>(accepted.size());
    for (AcceptedEvent each : accepted) {
      String name = each.valid.type() == EventType.TRACK ? each.event.text(Member.EVENT) : null;
      facts.add(
          new EventFacts(
              source.name(),
              each.messageId,
              name == null ? each.valid.type().wireName() : name,
              each.valid.userId(),
              trace));
    }
    return facts;
  }

  /**
   * Lets each entry carry the context of a trace; without one, the entries stay as they are.
   *
   * @param context a {@code traceparent} of W3C Trace Context; null if the body is not traced
   */
  public void carry(@Nullable String context) {
    if (context != null && !accepted.isEmpty()) {
      EntryWriter traced = writer.traced(context);
      EventType type = accepted.get(0).valid.type();
      storedBytes +=
          (long) accepted.size() * (traced.sizeOf("", type, 0) - writer.sizeOf("", type, 0));
      writer = traced;
    }
  }

  /** Builds the entries to enqueue, in the order of the body. */
  List<NewEvent> entries() {
    List<NewEvent> entries = new ArrayList<>(accepted.size());
    for (AcceptedEvent each : accepted) {
      ScannedEvent event = each.event;
      String userId = each.valid.userId();
      String orderingKey =
          source.ordering() == Ordering.NONE ? OrderingKey.alone(userId, each.messageId) : userId;
      byte[] entry =
          writer.entry(each.messageId, each.valid.type(), bytes, event.start(), event.end());
      entries.add(new NewEvent(orderingKey, each.messageId, entry));
    }
    return entries;
  }

  /**
   * The message id of an event that has none. It depends only on the event's bytes and place, so
   * that a body sent again after a failure is recognized as a duplicate. Two equal events without
   * id and timestamp at the same place therefore count as one for as long as ids are remembered.
   */
  private static String derivedId(String source, int index, byte[] bytes, ScannedEvent event) {
    MessageDigest sha = Sha256.begin();
    sha.update(source.getBytes(StandardCharsets.UTF_8));
    sha.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, index));
    sha.update(bytes, event.start(), event.size());
    return "relay-" + Base64.getUrlEncoder().withoutPadding().encodeToString(sha.digest());
  }
}
