package dev.segmentnovu.ingest;

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
import dev.segmentnovu.queue.UserKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A body's events, divided into those to enqueue and those refused. Pure.
 *
 * @param accepted in the order of the body
 * @param rejected in the order of the body
 */
record Intake(List<NewEvent> accepted, List<Rejected> rejected) {

  /**
   * An event that is not taken.
   *
   * @param index its place in the body, from 0
   * @param messageId the client's, or null
   */
  record Rejected(int index, @Nullable String messageId, Refusal refusal) {}

  /**
   * Divides a body.
   *
   * @param route what the request's path says the events are, or null
   * @param receivedAt now
   */
  static Intake of(
      RelayConfig.Source source,
      byte[] bytes,
      ScannedBody body,
      @Nullable EventType route,
      int maxEventBytes,
      Instant receivedAt) {
    var entries = new EntryWriter(receivedAt, body.context(), body.integrations(), body.sentAt());
    List<NewEvent> accepted = new ArrayList<>(body.events().size());
    List<Rejected> rejected = new ArrayList<>();
    for (int i = 0; i < body.events().size(); i++) {
      ScannedEvent event = body.events().get(i);
      EventRules.Result result = EventRules.check(event, route, maxEventBytes);
      if (result instanceof EventRules.Result.Valid valid) {
        String messageId =
            valid.messageId() == null
                ? derivedId(source.name(), i, bytes, event)
                : valid.messageId();
        String key =
            source.ordering() == Ordering.NONE
                ? UserKey.alone(valid.userId(), messageId)
                : valid.userId();
        byte[] entry = entries.entry(messageId, valid.type(), bytes, event.start(), event.end());
        accepted.add(new NewEvent(key, messageId, entry));
      } else if (result instanceof EventRules.Result.Invalid invalid) {
        rejected.add(new Rejected(i, event.text(Member.MESSAGE_ID), invalid.refusal()));
      }
    }
    return new Intake(accepted, rejected);
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
