package dev.segmentnovu.relay.preview;

import dev.segmentnovu.config.AdmissionRules;
import dev.segmentnovu.config.BodyLimits;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.event.EntryPoint;
import dev.segmentnovu.event.EntryWriter;
import dev.segmentnovu.event.StoredEvent;
import dev.segmentnovu.event.intake.BodyScanner;
import dev.segmentnovu.event.intake.EventRules;
import dev.segmentnovu.event.intake.Refusal;
import dev.segmentnovu.event.intake.ScannedBody;
import dev.segmentnovu.event.intake.ScannedEvent;
import dev.segmentnovu.relay.preview.CheckedEvent.Accepted;
import dev.segmentnovu.relay.preview.CheckedEvent.Anonymous;
import dev.segmentnovu.relay.preview.CheckedEvent.Refused;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Checks events as ingest does. Pure. */
public final class IngestCheck {

  private final Instant receivedAt;
  private final RelayConfig.Ingest limits;
  private final AdmissionRules.Anonymous anonymous;

  /**
   * A check of events that count as received at {@code receivedAt}.
   *
   * @param limits of ingest
   * @param anonymous what ingest does with events of anonymous users
   */
  public IngestCheck(
      Instant receivedAt, RelayConfig.Ingest limits, AdmissionRules.Anonymous anonymous) {
    this.receivedAt = receivedAt;
    this.limits = limits;
    this.anonymous = anonymous;
  }

  /** Scans an array of events, or a batch. */
  public BodyScanner.Result scan(byte[] bytes) {
    return BodyScanner.scan(bytes, limits.tracking().events());
  }

  /**
   * Makes an array of one event. Only in an array does ingest unwrap {@code {"json":{…}}} and
   * report an element that is no event.
   *
   * @return an array with one element
   */
  public static byte[] arrayOf(byte[] event) {
    byte[] array = new byte[event.length + 2];
    array[0] = '[';
    System.arraycopy(event, 0, array, 1, event.length);
    array[array.length - 1] = ']';
    return array;
  }

  /**
   * Checks the events of a body.
   *
   * @param through the entry point of the events
   * @param bytes the body
   * @param body the same, scanned
   * @param number how many events came before; an event without a message id is named by its number
   */
  public List<CheckedEvent> check(EntryPoint through, byte[] bytes, ScannedBody body, int number) {
    BodyLimits ofDoor = through == EntryPoint.WEBHOOK ? limits.webhook() : limits.tracking();
    int most = ofDoor.eventBytes();
    int shared =
        new EntryWriter(through, receivedAt, body.context(), body.integrations(), body.sentAt())
            .sharedSize();
    List<CheckedEvent> checked = new ArrayList<>();
    for (ScannedEvent event : body.events()) {
      int count = number + checked.size() + 1;
      checked.add(
          EventRules.check(event, null, most)
              .match(
                  valid -> {
                    Refusal tooLarge = EventRules.sharedTooLarge(event, shared, most);
                    return tooLarge == null
                        ? valid(event, valid, stored(event, valid, through, bytes, body, count))
                        : new Refused(event, tooLarge);
                  },
                  invalid -> new Refused(event, invalid.refusal())));
    }
    return checked;
  }

  private CheckedEvent valid(
      ScannedEvent event, EventRules.Result.Valid valid, StoredEvent stored) {
    if (valid.anonymous() && anonymous == AdmissionRules.Anonymous.SKIP) {
      return new Anonymous(event);
    }
    return valid.anonymous() && anonymous == AdmissionRules.Anonymous.REJECT
        ? new Refused(event, EventRules.ANONYMOUS_USER)
        : new Accepted(event, stored);
  }

  private StoredEvent stored(
      ScannedEvent event,
      EventRules.Result.Valid valid,
      EntryPoint through,
      byte[] bytes,
      ScannedBody body,
      int count) {
    return new StoredEvent(
        valid.messageId() == null ? "no-message-id-" + count : valid.messageId(),
        valid.type(),
        through,
        receivedAt,
        0,
        null,
        false,
        null,
        body.context(),
        body.integrations(),
        body.sentAt(),
        null,
        Arrays.copyOfRange(bytes, event.start(), event.end()));
  }
}
