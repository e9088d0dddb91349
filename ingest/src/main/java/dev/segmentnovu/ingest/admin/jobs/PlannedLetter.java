package dev.segmentnovu.ingest.admin.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.StoredEvent;
import dev.segmentnovu.ingest.admin.deadletters.ReplayRequest;
import dev.segmentnovu.ingest.admin.http.ParseResult;
import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.admin.DeadLetters.Whole;
import dev.segmentnovu.queue.jobs.JobOrder;
import dev.segmentnovu.queue.jobs.JobOrder.Action;
import dev.segmentnovu.queue.jobs.JobOrder.Mapping;
import dev.segmentnovu.queue.jobs.JobWork.Instruction;
import dev.segmentnovu.queue.jobs.JobWork.Letter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What a job does with one dead letter.
 *
 * @param letter the dead letter
 * @param failure why nothing is done; null to act
 * @param event the event that a replay puts back; null for a failure and another action
 */
record PlannedLetter(Letter letter, @Nullable JobFailure failure, @Nullable StoredEvent event) {

  /** What {@code order} does with {@code letter}. */
  static PlannedLetter of(JobOrder order, Letter letter) {
    if (order.action() != Action.REPLAY) {
      return new PlannedLetter(letter, null, null);
    }
    return letter
        .whole()
        .map(whole -> replay(order, letter, whole))
        .orElseGet(() -> failed(letter, JobFailure.UNREADABLE));
  }

  /** The instruction for the queue. */
  Instruction instruction() {
    return new Instruction(
        letter,
        failure == null ? null : failure.code(),
        event == null ? null : EventCodec.encode(event));
  }

  private static PlannedLetter replay(JobOrder order, Letter letter, Whole whole) {
    StoredEvent stored;
    try {
      stored = EventCodec.decode(whole.entry());
    } catch (IllegalArgumentException e) {
      return failed(letter, JobFailure.UNREADABLE);
    }
    DeadLetter deadLetter = whole.deadLetter();
    ObjectNode edit = order.edit();
    if (edit != null) {
      return edited(order, edit, letter, stored, deadLetter);
    }
    StoredEvent replayed = stored.replayed(stored.body(), deadLetter.id(), order.force());
    if (order.mapping() == Mapping.CURRENT) {
      return new PlannedLetter(letter, null, replayed);
    }
    return deadLetter
        .trigger()
        .map(trigger -> new PlannedLetter(letter, null, replayed.withTrigger(trigger)))
        .orElseGet(() -> failed(letter, JobFailure.NOTHING_STORED));
  }

  private static PlannedLetter edited(
      JobOrder order, ObjectNode edit, Letter letter, StoredEvent stored, DeadLetter deadLetter) {
    JsonNode body;
    try {
      body = EventCodec.JSON.readTree(stored.body());
    } catch (IOException e) {
      return failed(letter, JobFailure.EDIT_INVALID);
    }
    if (!(body instanceof ObjectNode)) {
      return failed(letter, JobFailure.EDIT_INVALID);
    }
    var request =
        new ReplayRequest(
            order.position(), (ObjectNode) MergePatch.apply(body, edit), order.force());
    ParseResult<StoredEvent> result = request.event(stored, deadLetter);
    return result instanceof ParseResult.Valid<StoredEvent> valid
        ? new PlannedLetter(letter, null, valid.value())
        : failed(letter, JobFailure.EDIT_INVALID);
  }

  private static PlannedLetter failed(Letter letter, JobFailure failure) {
    return new PlannedLetter(letter, failure, null);
  }

  /** The same with another reason not to act. */
  PlannedLetter failing(JobFailure failure) {
    return failed(letter, failure);
  }
}
