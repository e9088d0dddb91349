package dev.segmentnovu.worker.mapping;

import dev.segmentnovu.worker.mapping.profile.LeftOut;
import dev.segmentnovu.worker.novu.NovuRequest;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the relay does with an event: it sends requests, skips the event, or cannot deliver it. */
public sealed interface MappingResult {

  /** The values of the event that are not sent, because Novu would refuse them. */
  List<LeftOut> leftOut();

  /** Applies the function of the case that this result is. */
  <T extends @Nullable Object> T match(
      Function<? super Send, ? extends T> send,
      Function<? super Skip, ? extends T> skip,
      Function<? super Undeliverable, ? extends T> undeliverable);

  /**
   * Send these requests, one after the other.
   *
   * @param steps at least one
   * @param remainder what happens to the event after the steps; null if the steps complete it. A
   *     track call without a workflow still has its device token sent, and then becomes a dead
   *     letter
   * @param leftOut the values that the steps lack, because Novu would refuse them
   */
  record Send(List<Step> steps, @Nullable Unsent remainder, List<LeftOut> leftOut)
      implements MappingResult {
    public Send {
      steps = List.copyOf(steps);
      leftOut = List.copyOf(leftOut);
    }

    /** Steps that complete the event; no value is left out. */
    public Send(List<Step> steps) {
      this(steps, null, List.of());
    }

    @Override
    public <T extends @Nullable Object> T match(
        Function<? super Send, ? extends T> send,
        Function<? super Skip, ? extends T> skip,
        Function<? super Undeliverable, ? extends T> undeliverable) {
      return send.apply(this);
    }
  }

  /**
   * One request of an event's delivery.
   *
   * @param origin what the step comes from, for people: {@code identify}, {@code rule 2
   *     (vip-order)}, …
   * @param notAfter when the step expires, by the rule's {@code maxAge}; null if never
   */
  record Step(String origin, NovuRequest request, @Nullable Instant notAfter) {

    /** A step that never expires. */
    public Step(String origin, NovuRequest request) {
      this(origin, request, null);
    }

    /** Whether the step has expired at {@code now}. */
    public boolean isExpired(Instant now) {
      return notAfter != null && now.isAfter(notAfter);
    }
  }

  /** The event, or what remains of it after its steps, is not sent. */
  sealed interface Unsent extends MappingResult {

    /** Applies the function of the case that this is. */
    <T extends @Nullable Object> T match(
        Function<? super Skip, ? extends T> skip,
        Function<? super Undeliverable, ? extends T> undeliverable);

    /** The same, with {@code leftOut}. */
    Unsent withLeftOut(List<LeftOut> leftOut);

    @Override
    default <T extends @Nullable Object> T match(
        Function<? super Send, ? extends T> send,
        Function<? super Skip, ? extends T> skip,
        Function<? super Undeliverable, ? extends T> undeliverable) {
      return match(skip, undeliverable);
    }
  }

  /**
   * The configuration or the event itself says that nothing is to be sent.
   *
   * @param reason the kind of reason; a counter is kept for each
   * @param message the reason in words
   */
  record Skip(SkipReason reason, String message, List<LeftOut> leftOut) implements Unsent {
    public Skip {
      leftOut = List.copyOf(leftOut);
    }

    /** A skip with no value left out. */
    public Skip(SkipReason reason, String message) {
      this(reason, message, List.of());
    }

    @Override
    public Skip withLeftOut(List<LeftOut> leftOut) {
      return new Skip(reason, message, leftOut);
    }

    @Override
    public <T extends @Nullable Object> T match(
        Function<? super Skip, ? extends T> skip,
        Function<? super Undeliverable, ? extends T> undeliverable) {
      return skip.apply(this);
    }
  }

  /** Why an event is skipped. */
  enum SkipReason {
    /** The event's {@code integrations} exclude Novu. */
    INTEGRATIONS,
    /** No workflow is mapped, and the source skips such events. */
    UNMAPPED,
    /** Calls of this type are sent by rules only, and no rule matches. */
    NO_RULE
  }

  /**
   * The event cannot be delivered as it is. It becomes a dead letter.
   *
   * @param reason a code: {@code unmapped}, {@code invalid}, or {@code mapping} if a rule failed
   * @param message what is wrong and with what
   */
  record Undeliverable(String reason, String message, List<LeftOut> leftOut) implements Unsent {
    public Undeliverable {
      leftOut = List.copyOf(leftOut);
    }

    /** An undeliverable event with no value left out. */
    public Undeliverable(String reason, String message) {
      this(reason, message, List.of());
    }

    @Override
    public Undeliverable withLeftOut(List<LeftOut> leftOut) {
      return new Undeliverable(reason, message, leftOut);
    }

    @Override
    public <T extends @Nullable Object> T match(
        Function<? super Skip, ? extends T> skip,
        Function<? super Undeliverable, ? extends T> undeliverable) {
      return undeliverable.apply(this);
    }
  }
}
