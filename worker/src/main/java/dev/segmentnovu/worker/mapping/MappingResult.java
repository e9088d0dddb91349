package dev.segmentnovu.worker.mapping;

import dev.segmentnovu.worker.novu.NovuRequest;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an event means to Novu. */
public sealed interface MappingResult {

  /** What of the event is not sent because Novu would refuse it. */
  List<LeftOut> leftOut();

  /**
   * Ask these of Novu, one after the other.
   *
   * @param steps at least one
   * @param end what the event becomes after them, or null if they are all of it: a track call
   *     without a workflow still has its device token sent, and then is a dead letter
   */
  record Send(List<Step> steps, @Nullable Unsent end, List<LeftOut> leftOut)
      implements MappingResult {
    public Send {
      steps = List.copyOf(steps);
      leftOut = List.copyOf(leftOut);
    }

    /** Steps that are all of the event, with nothing left out. */
    public Send(List<Step> steps) {
      this(steps, null, List.of());
    }
  }

  /**
   * One of the things to ask of Novu.
   *
   * @param why for people: {@code identify}, {@code rule 2 (vip-order)}, …
   * @param notAfter when it becomes too old to be asked, by the rule's {@code maxAge}; null if
   *     never
   */
  record Step(String why, NovuRequest request, @Nullable Instant notAfter) {

    /** A step that never becomes too old. */
    public Step(String why, NovuRequest request) {
      this(why, request, null);
    }

    /** Whether it is too old to be asked at {@code now}. */
    public boolean isExpired(Instant now) {
      return notAfter != null && now.isAfter(notAfter);
    }
  }

  /** The event, or the rest of it, is not sent. */
  sealed interface Unsent extends MappingResult {}

  /**
   * Nothing is to be done, by a rule.
   *
   * @param why the kind of rule, for a counter
   * @param rule which, for people
   */
  record Skip(Why why, String rule, List<LeftOut> leftOut) implements Unsent {
    public Skip {
      leftOut = List.copyOf(leftOut);
    }

    /** With nothing left out. */
    public Skip(Why why, String rule) {
      this(why, rule, List.of());
    }
  }

  /** The kinds of rules by which events are skipped. */
  enum Why {
    /** {@code integrations} of the event. */
    INTEGRATIONS,
    /** No workflow is mapped, and the source skips such events. */
    UNMAPPED,
    /** The type of call means nothing to Novu without a rule. */
    NO_RULE
  }

  /**
   * It cannot be delivered as it is: a dead letter.
   *
   * @param reason a code: {@code unmapped}, {@code invalid}, or {@code mapping} where a rule failed
   * @param message what is wrong and with what
   */
  record Undeliverable(String reason, String message, List<LeftOut> leftOut) implements Unsent {
    public Undeliverable {
      leftOut = List.copyOf(leftOut);
    }

    /** With nothing left out. */
    public Undeliverable(String reason, String message) {
      this(reason, message, List.of());
    }
  }

  /**
   * A value that is not sent, because Novu would refuse it, or the whole event for it. Holds
   * nothing of the value: it is counted and shown.
   *
   * @param place where it was: {@code traits}, {@code context}, {@code to}, {@code to[2]}, …
   * @param field Novu's name of the field, one of a fixed set: {@code email}
   * @param why {@code is not an e-mail address}
   */
  record LeftOut(String place, String field, String why) {

    /** For people: {@code traits.email is not an e-mail address}. */
    public String inWords() {
      return place + "." + field + " " + why;
    }
  }
}
