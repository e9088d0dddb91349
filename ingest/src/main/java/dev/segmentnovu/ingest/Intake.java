package dev.segmentnovu.ingest;

import dev.segmentnovu.config.AdmissionRules.Anonymous;
import dev.segmentnovu.config.BodyLimits;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.RelayConfig.Ordering;
import dev.segmentnovu.config.Sha256;
import dev.segmentnovu.event.EntryWriter;
import dev.segmentnovu.event.EventType;
import dev.segmentnovu.event.intake.EventRules;
import dev.segmentnovu.event.intake.Refusal;
import dev.segmentnovu.event.intake.ScannedBody;
import dev.segmentnovu.event.intake.ScannedEvent;
import dev.segmentnovu.event.intake.ScannedEvent.Member;
import dev.segmentnovu.queue.NewEvent;
import dev.segmentnovu.queue.OrderingKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A body's events, checked: those to queue, those refused, and how many are skipped. The entries of
 * the queue are made only when {@link #entries} is called, because a batch's {@code context} makes
 * them up to thousands of times as large as the body. Pure.
 */
final class Intake {

  /** Segment's limit; a longer id is refused and not repeated in the answer. */
  private static final int MAX_MESSAGE_ID = 100;

  /**
   * An event that is refused.
   *
   * @param index its place in the body, from 0; -1 if the refusal is about no single event
   * @param messageId the client's, or null
   */
  record Rejected(int index, @Nullable String messageId, Refusal refusal) {}

  private record Accepted(ScannedEvent event, EventType type, String userId, String messageId) {}

  private final RelayConfig.Source source;
  private final byte[] bytes;
  private final EntryWriter writer;
  private final List<Accepted> accepted;
  private final List<Rejected> rejected = new ArrayList<>();
  private int anonymous;
  private long storedBytes;

  private Intake(ReceivedBody received, EntryWriter writer) {
    source = received.source();
    bytes = received.bytes();
    this.writer = writer;
    accepted = new ArrayList<>(received.body().events().size());
  }

  /**
   * Checks a body's events.
   *
   * @param limits of its door
   * @param receivedAt now
   */
  static Intake of(ReceivedBody received, BodyLimits limits, Instant receivedAt) {
    ScannedBody body = received.body();
    var writer =
        new EntryWriter(
            received.door(), receivedAt, body.context(), body.integrations(), body.sentAt());
    var intake = new Intake(received, writer);
    for (int i = 0; i < body.events().size(); i++) {
      intake.check(i, body.events().get(i), received.route(), limits.eventBytes());
    }
    return intake;
  }

  private void check(int index, ScannedEvent event, @Nullable EventType route, int maxBytes) {
    EventRules.Result result = EventRules.check(event, route, maxBytes);
    if (result instanceof EventRules.Result.Invalid invalid) {
      reject(index, event, invalid.refusal());
    } else if (result instanceof EventRules.Result.Valid valid) {
      Refusal tooLarge = EventRules.sharedTooLarge(event, writer.sharedSize(), maxBytes);
      if (tooLarge != null) {
        reject(index, event, tooLarge);
      } else if (valid.anonymous() && source.admission().anonymous() == Anonymous.SKIP) {
        anonymous++;
      } else if (valid.anonymous() && source.admission().anonymous() == Anonymous.REJECT) {
        reject(index, event, EventRules.ANONYMOUS_USER);
      } else {
        accept(index, event, valid);
      }
    }
  }

  private void reject(int index, ScannedEvent event, Refusal refusal) {
    String id = event.text(Member.MESSAGE_ID);
    rejected.add(
        new Rejected(index, id == null || id.length() > MAX_MESSAGE_ID ? null : id, refusal));
  }

  private void accept(int index, ScannedEvent event, EventRules.Result.Valid valid) {
    String messageId =
        valid.messageId() == null
            ? derivedId(source.name(), index, bytes, event)
            : valid.messageId();
    accepted.add(new Accepted(event, valid.type(), valid.userId(), messageId));
    storedBytes += writer.sizeOf(messageId, valid.type(), event.size());
  }

  /** How many events are to be queued. */
  int accepted() {
    return accepted.size();
  }

  /** Those refused, in the order of the body. */
  List<Rejected> rejected() {
    return rejected;
  }

  /** How many events of anonymous users are accepted and not queued. */
  int anonymous() {
    return anonymous;
  }

  /** The bytes of all {@link #entries} together. */
  long storedBytes() {
    return storedBytes;
  }

  /** What to queue, in the order of the body. */
  List<NewEvent> entries() {
    List<NewEvent> entries = new ArrayList<>(accepted.size());
    for (Accepted each : accepted) {
      ScannedEvent event = each.event;
      String key =
          source.ordering() == Ordering.NONE
              ? OrderingKey.alone(each.userId, each.messageId)
              : each.userId;
      byte[] entry = writer.entry(each.messageId, each.type, bytes, event.start(), event.end());
      entries.add(new NewEvent(key, each.messageId, entry));
    }
    return entries;
  }

  /**
   * The id of an event that has none: the same for the same bytes in the same place, so that what
   * is sent again after a failure is not taken twice. Two equal events without id and timestamp
   * therefore count as one for as long as ids are remembered.
   */
  private static String derivedId(String source, int index, byte[] bytes, ScannedEvent event) {
    MessageDigest sha = Sha256.begin();
    sha.update(source.getBytes(StandardCharsets.UTF_8));
    sha.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, index));
    sha.update(bytes, event.start(), event.size());
    return "relay-" + Base64.getUrlEncoder().withoutPadding().encodeToString(sha.digest());
  }
}
