package dev.segmentnovu.relay.cli.map;

import dev.segmentnovu.config.AdmissionRules;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.event.EntryPoint;
import dev.segmentnovu.event.EntryWriter;
import dev.segmentnovu.event.StoredEvent;
import dev.segmentnovu.event.intake.BodyScanner;
import dev.segmentnovu.event.intake.EventRules;
import dev.segmentnovu.event.intake.Refusal;
import dev.segmentnovu.event.intake.ScannedBody;
import dev.segmentnovu.event.intake.ScannedBody.Shape;
import dev.segmentnovu.event.intake.ScannedEvent;
import dev.segmentnovu.relay.runtime.exit.CannotRunException;
import dev.segmentnovu.relay.runtime.exit.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Reads events from the files that people have: one event a line, an array, a single event, a batch
 * of an SDK, or the form of the extensible webhook. Checks them as ingest does, one at a time, so a
 * file may have any size.
 */
final class EventInput {

  /** What ingest would do with an event. */
  sealed interface Item {

    /** The event as JSON. */
    ScannedEvent event();

    /** Calls the function for what this is. */
    void match(
        Consumer<Accepted> accepted, Consumer<Anonymous> anonymous, Consumer<Refused> refused);

    /** Ingest would queue it as {@code stored}. */
    record Accepted(ScannedEvent event, StoredEvent stored) implements Item {
      @Override
      public void match(
          Consumer<Accepted> accepted, Consumer<Anonymous> anonymous, Consumer<Refused> refused) {
        accepted.accept(this);
      }
    }

    /** Ingest would accept it and not queue it, because its user is anonymous. */
    record Anonymous(ScannedEvent event) implements Item {
      @Override
      public void match(
          Consumer<Accepted> accepted, Consumer<Anonymous> anonymous, Consumer<Refused> refused) {
        anonymous.accept(this);
      }
    }

    /** Ingest would reject it. */
    record Refused(ScannedEvent event, Refusal refusal) implements Item {
      @Override
      public void match(
          Consumer<Accepted> accepted, Consumer<Anonymous> anonymous, Consumer<Refused> refused) {
        refused.accept(this);
      }
    }
  }

  private final Instant receivedAt;
  private final RelayConfig.Ingest limits;
  private final EntryPoint door;
  private final AdmissionRules.Anonymous anonymous;
  private final Consumer<Item> consumer;
  private int count;

  /**
   * An input. Its events count as received at {@code receivedAt}.
   *
   * @param limits of ingest
   * @param door the entry point of the events; a batch of an SDK always has {@link
   *     EntryPoint#TRACKING}
   * @param anonymous what ingest does with events of anonymous users
   * @param consumer receives each event
   */
  EventInput(
      Instant receivedAt,
      RelayConfig.Ingest limits,
      EntryPoint door,
      AdmissionRules.Anonymous anonymous,
      Consumer<Item> consumer) {
    this.receivedAt = receivedAt;
    this.limits = limits;
    this.door = door;
    this.anonymous = anonymous;
    this.consumer = consumer;
  }

  /**
   * Reads {@code in} to its end, and returns the number of events.
   *
   * @throws CannotRunException if it is not JSON, or contains a batch that ingest would reject as a
   *     whole
   */
  int read(InputStream in) throws IOException {
    var values = new JsonSplitter(in);
    try {
      for (byte[] value = values.next(); value != null; value = values.next()) {
        value(value, values.line());
      }
    } catch (JsonSplitter.NotJsonException e) {
      throw refused(values.line(), "The input is not valid JSON: " + e.getMessage());
    }
    return count;
  }

  private void value(byte[] bytes, int line) {
    if (bytes[0] == '{') {
      ScannedBody body = scan(bytes, line);
      if (body.shape() == Shape.BATCH) {
        events(bytes, body);
        return;
      }
    }
    // as an element of an array: ingest then unwraps {"json":{…}}, and reports elements that are no
    // events
    byte[] array = new byte[bytes.length + 2];
    array[0] = '[';
    System.arraycopy(bytes, 0, array, 1, bytes.length);
    array[array.length - 1] = ']';
    ScannedBody body = scan(array, line);
    events(array, body);
  }

  private ScannedBody scan(byte[] bytes, int line) {
    return BodyScanner.scan(bytes, limits.tracking().events())
        .match(
            BodyScanner.Result.Scanned::body,
            malformed -> {
              throw refused(line, malformed.refusal().message());
            });
  }

  private CannotRunException refused(int line, String why) {
    return new CannotRunException(
        ExitCode.FAILED,
        "Ingest would refuse what begins at line %d, after %d events: %s"
            .formatted(line, count, why));
  }

  private void events(byte[] bytes, ScannedBody body) {
    EntryPoint through = body.shape() == Shape.BATCH ? EntryPoint.TRACKING : door;
    int most = (through == EntryPoint.WEBHOOK ? limits.webhook() : limits.tracking()).eventBytes();
    int shared =
        new EntryWriter(through, receivedAt, body.context(), body.integrations(), body.sentAt())
            .sharedSize();
    for (ScannedEvent event : body.events()) {
      count++;
      Item item =
          EventRules.check(event, null, most)
              .match(
                  valid -> {
                    Refusal tooLarge = EventRules.sharedTooLarge(event, shared, most);
                    return tooLarge == null
                        ? valid(event, valid, stored(event, valid, through, bytes, body))
                        : new Item.Refused(event, tooLarge);
                  },
                  invalid -> new Item.Refused(event, invalid.refusal()));
      consumer.accept(item);
    }
  }

  private Item valid(ScannedEvent event, EventRules.Result.Valid valid, StoredEvent stored) {
    if (valid.anonymous() && anonymous == AdmissionRules.Anonymous.SKIP) {
      return new Item.Anonymous(event);
    }
    return valid.anonymous() && anonymous == AdmissionRules.Anonymous.REJECT
        ? new Item.Refused(event, EventRules.ANONYMOUS_USER)
        : new Item.Accepted(event, stored);
  }

  private StoredEvent stored(
      ScannedEvent event,
      EventRules.Result.Valid valid,
      EntryPoint through,
      byte[] bytes,
      ScannedBody body) {
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
        Arrays.copyOfRange(bytes, event.start(), event.end()));
  }
}
