package dev.segmentnovu.relay;

import dev.segmentnovu.event.StoredEvent;
import dev.segmentnovu.event.intake.BodyScanner;
import dev.segmentnovu.event.intake.EventRules;
import dev.segmentnovu.event.intake.Refusal;
import dev.segmentnovu.event.intake.ScannedBody;
import dev.segmentnovu.event.intake.ScannedBody.Shape;
import dev.segmentnovu.event.intake.ScannedEvent;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Events as people have them in files: one a line, an array, one alone, an SDK's batch, or wrapped
 * as the extensible webhook wraps them. Read and checked as ingest does it, one at a time, so that
 * a file may be of any size.
 */
final class EventInput {

  /** What ingest would do with an event. */
  sealed interface Item {

    /** The event. */
    ScannedEvent event();

    /** It would queue it as {@code stored}. */
    record Accepted(ScannedEvent event, StoredEvent stored) implements Item {}

    /** It would refuse it. */
    record Refused(ScannedEvent event, Refusal refusal) implements Item {}
  }

  private final Instant receivedAt;
  private final int maxEventBytes;
  private final int maxEvents;
  private final Consumer<Item> consumer;
  private int count;

  /**
   * An input whose events count as received at {@code receivedAt}.
   *
   * @param maxEventBytes largest event
   * @param maxEvents most events in one SDK's batch
   * @param consumer is given each event
   */
  EventInput(Instant receivedAt, int maxEventBytes, int maxEvents, Consumer<Item> consumer) {
    this.receivedAt = receivedAt;
    this.maxEventBytes = maxEventBytes;
    this.maxEvents = maxEvents;
    this.consumer = consumer;
  }

  /**
   * Reads {@code in} to its end, and returns how many events there were.
   *
   * @throws CannotRunException if it is not JSON, or has a batch that ingest would refuse whole
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
        body.events().forEach(event -> event(event, bytes, body));
        return;
      }
    }
    // as an element of an array: there ingest unwraps {"json":{…}}, and names what is no event
    byte[] array = new byte[bytes.length + 2];
    array[0] = '[';
    System.arraycopy(bytes, 0, array, 1, bytes.length);
    array[array.length - 1] = ']';
    ScannedBody body = scan(array, line);
    body.events().forEach(event -> event(event, array, body));
  }

  private ScannedBody scan(byte[] bytes, int line) {
    BodyScanner.Result result = BodyScanner.scan(bytes, maxEvents);
    if (result instanceof BodyScanner.Result.Scanned scanned) {
      return scanned.body();
    }
    throw refused(line, ((BodyScanner.Result.Malformed) result).refusal().message());
  }

  private CannotRunException refused(int line, String why) {
    return new CannotRunException(
        ExitCode.FAILED,
        "Ingest would refuse what begins at line %d, after %d events: %s"
            .formatted(line, count, why));
  }

  private void event(ScannedEvent event, byte[] bytes, ScannedBody body) {
    count++;
    EventRules.Result result = EventRules.check(event, null, maxEventBytes);
    consumer.accept(
        result instanceof EventRules.Result.Valid valid
            ? new Item.Accepted(event, stored(event, valid, bytes, body))
            : new Item.Refused(event, ((EventRules.Result.Invalid) result).refusal()));
  }

  private StoredEvent stored(
      ScannedEvent event, EventRules.Result.Valid valid, byte[] bytes, ScannedBody body) {
    return new StoredEvent(
        valid.messageId() == null ? "no-message-id-" + count : valid.messageId(),
        valid.type(),
        receivedAt,
        0,
        body.context(),
        body.integrations(),
        body.sentAt(),
        Arrays.copyOfRange(bytes, event.start(), event.end()));
  }
}
