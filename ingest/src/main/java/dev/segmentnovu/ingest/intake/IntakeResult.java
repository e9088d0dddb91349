package dev.segmentnovu.ingest.intake;

import dev.segmentnovu.event.intake.Refusal;
import java.util.List;
import java.util.function.Consumer;

/** The result of checking a body. */
public sealed interface IntakeResult {

  /** Calls the consumer of this case. A caller does not compile until it handles a new case. */
  void match(
      Consumer<CheckedBody> toEnqueue,
      Consumer<List<RejectedEvent>> nothingToEnqueue,
      Consumer<Refusal> refused);

  /** The body has events to enqueue. */
  record ToEnqueue(CheckedBody body) implements IntakeResult {
    @Override
    public void match(
        Consumer<CheckedBody> toEnqueue,
        Consumer<List<RejectedEvent>> nothingToEnqueue,
        Consumer<Refusal> refused) {
      toEnqueue.accept(body);
    }
  }

  /** The body is taken, but all its events are rejected or skipped. */
  record NothingToEnqueue(List<RejectedEvent> rejected) implements IntakeResult {
    @Override
    public void match(
        Consumer<CheckedBody> toEnqueue,
        Consumer<List<RejectedEvent>> nothingToEnqueue,
        Consumer<Refusal> refused) {
      nothingToEnqueue.accept(rejected);
    }
  }

  /** The body as a whole is refused. */
  record Refused(Refusal refusal) implements IntakeResult {
    @Override
    public void match(
        Consumer<CheckedBody> toEnqueue,
        Consumer<List<RejectedEvent>> nothingToEnqueue,
        Consumer<Refusal> refused) {
      refused.accept(refusal);
    }
  }
}
