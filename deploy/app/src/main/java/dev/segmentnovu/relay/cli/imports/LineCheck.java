package dev.segmentnovu.relay.cli.imports;

import dev.segmentnovu.event.EventType;
import dev.segmentnovu.event.intake.BodyScanner;
import dev.segmentnovu.event.intake.EventRules;
import dev.segmentnovu.event.intake.Refusal;
import dev.segmentnovu.event.intake.ScannedBody;
import dev.segmentnovu.event.intake.ScannedBody.Shape;
import dev.segmentnovu.event.intake.ScannedEvent;
import dev.segmentnovu.event.intake.ScannedEvent.Member;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Checks a line by the rules of ingest, before it is sent. Pure. */
sealed interface LineCheck {

  /** Returns what the function of this case returns. */
  <R> R match(Function<Valid, R> valid, Function<Invalid, R> invalid);

  /**
   * Ingest would accept it.
   *
   * @param name of a track; null for other events
   * @param anonymous whether it has no {@code userId}; a source may skip such events
   */
  record Valid(EventType type, @Nullable String name, boolean anonymous) implements LineCheck {
    @Override
    public <R> R match(Function<Valid, R> valid, Function<Invalid, R> invalid) {
      return valid.apply(this);
    }
  }

  /** Ingest would refuse it. */
  record Invalid(Refusal refusal) implements LineCheck {
    @Override
    public <R> R match(Function<Valid, R> valid, Function<Invalid, R> invalid) {
      return invalid.apply(this);
    }
  }

  /**
   * Checks one line.
   *
   * @param mostBytes of an event
   */
  static LineCheck of(byte[] line, int mostBytes) {
    if (line.length > mostBytes) {
      return new Invalid(
          Refusal.badRequest("The line is longer than an event may be: " + mostBytes + " bytes"));
    }
    return BodyScanner.scan(line, 1)
        .match(
            scanned -> of(scanned.body(), mostBytes),
            malformed -> new Invalid(malformed.refusal()));
  }

  private static LineCheck of(ScannedBody body, int mostBytes) {
    if (body.shape() != Shape.SINGLE) {
      return new Invalid(
          Refusal.badRequest("The line must hold one event, and not an array or a batch"));
    }
    ScannedEvent event = body.events().get(0);
    return EventRules.check(event, null, mostBytes)
        .match(
            valid ->
                new Valid(
                    valid.type(),
                    valid.type() == EventType.TRACK ? event.text(Member.EVENT) : null,
                    valid.anonymous()),
            invalid -> new Invalid(invalid.refusal()));
  }
}
