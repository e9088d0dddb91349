package dev.segmentnovu.relay.cli.map;

import dev.segmentnovu.config.AdmissionRules;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.event.EntryPoint;
import dev.segmentnovu.event.intake.BodyScanner;
import dev.segmentnovu.event.intake.ScannedBody;
import dev.segmentnovu.event.intake.ScannedBody.Shape;
import dev.segmentnovu.relay.preview.CheckedEvent;
import dev.segmentnovu.relay.preview.IngestCheck;
import dev.segmentnovu.relay.runtime.exit.CannotRunException;
import dev.segmentnovu.relay.runtime.exit.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * Reads events from the files that people have: one event a line, an array, a single event, a batch
 * of an SDK, or the form of the extensible webhook. Checks them as ingest does, one at a time, so a
 * file may have any size.
 */
final class EventInput {

  private final IngestCheck check;
  private final EntryPoint door;
  private final Consumer<CheckedEvent> consumer;
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
      Consumer<CheckedEvent> consumer) {
    check = new IngestCheck(receivedAt, limits, anonymous);
    this.door = door;
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
    byte[] array = IngestCheck.arrayOf(bytes);
    ScannedBody body = scan(array, line);
    events(array, body);
  }

  private ScannedBody scan(byte[] bytes, int line) {
    return check
        .scan(bytes)
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
    for (CheckedEvent event : check.check(through, bytes, body, count)) {
      count++;
      consumer.accept(event);
    }
  }
}
