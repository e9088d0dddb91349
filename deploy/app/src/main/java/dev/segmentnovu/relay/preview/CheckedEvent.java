package dev.segmentnovu.relay.preview;

import dev.segmentnovu.event.StoredEvent;
import dev.segmentnovu.event.intake.Refusal;
import dev.segmentnovu.event.intake.ScannedEvent;
import java.util.function.Function;

/** What ingest would do with an event. */
public sealed interface CheckedEvent {

  /** The event as JSON. */
  ScannedEvent event();

  /** Applies the function for what this is. */
  <R> R match(
      Function<Accepted, R> accepted,
      Function<Anonymous, R> anonymous,
      Function<Refused, R> refused);

  /** Ingest would queue it as {@code stored}. */
  record Accepted(ScannedEvent event, StoredEvent stored) implements CheckedEvent {
    @Override
    public <R> R match(
        Function<Accepted, R> accepted,
        Function<Anonymous, R> anonymous,
        Function<Refused, R> refused) {
      return accepted.apply(this);
    }
  }

  /** Ingest would accept it and not queue it, because its user is anonymous. */
  record Anonymous(ScannedEvent event) implements CheckedEvent {
    @Override
    public <R> R match(
        Function<Accepted, R> accepted,
        Function<Anonymous, R> anonymous,
        Function<Refused, R> refused) {
      return anonymous.apply(this);
    }
  }

  /** Ingest would reject it. */
  record Refused(ScannedEvent event, Refusal refusal) implements CheckedEvent {
    @Override
    public <R> R match(
        Function<Accepted, R> accepted,
        Function<Anonymous, R> anonymous,
        Function<Refused, R> refused) {
      return refused.apply(this);
    }
  }
}
