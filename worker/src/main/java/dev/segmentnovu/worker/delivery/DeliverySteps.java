package dev.segmentnovu.worker.delivery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.segmentnovu.config.Sha256;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.worker.mapping.MappingResult;
import dev.segmentnovu.worker.mapping.MappingResult.Step;
import dev.segmentnovu.worker.mapping.MappingResult.Unsent;
import dev.segmentnovu.worker.novu.NovuRequest;
import dev.segmentnovu.worker.novu.NovuRequest.Trigger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The steps of the delivery of one event, in order. */
final class DeliverySteps {

  private final List<String> origins;
  private final @Nullable Unsent remainder;
  private final @Nullable Instant notAfter;
  private List<Step> steps;

  /** The steps of a mapped event. */
  DeliverySteps(MappingResult.Send send) {
    steps = send.steps();
    remainder = send.remainder();
    origins = steps.stream().map(Step::origin).toList();
    notAfter =
        steps.stream()
            .map(Step::notAfter)
            .filter(Objects::nonNull)
            .min(Comparator.naturalOrder())
            .orElse(null);
  }

  /** What becomes of the event after all steps; null if it is delivered then. */
  @Nullable Unsent remainder() {
    return remainder;
  }

  /** When the first step becomes too old to be sent; null if no step does. */
  @Nullable Instant notAfter() {
    return notAfter;
  }

  /** Whether a step is too old to be sent. Must not be called after {@link #take}. */
  boolean isExpired(int step, Instant now) {
    return steps.get(step).isExpired(now);
  }

  /** The message of the dead letter of an event with expired steps. */
  String expiredMessage(List<Integer> expired) {
    String names = String.join(", ", expired.stream().map(origins::get).toList());
    return "Too old to be sent by "
        + names
        + ", whose maxAge ended"
        + (notAfter == null ? "" : " at " + notAfter)
        + ". A replay with \"force\": true sends it all the same";
  }

  int size() {
    return origins.size();
  }

  /**
   * The workflow that a step triggers; null if it is no trigger. Must not be called after {@link
   * #take}.
   */
  @Nullable String workflow(int step) {
    return request(step) instanceof Trigger trigger ? trigger.workflow() : null;
  }

  /** The request of a step, from 0. Must not be called after {@link #take}. */
  NovuRequest request(int step) {
    return steps.get(step).request();
  }

  /**
   * The request of a step that starts now. The request of an only step can be taken once, and is
   * not stored afterwards: many events wait for Novu, and the garbage collector copies all objects
   * that wait.
   */
  NovuRequest take(int step) {
    NovuRequest request = request(step);
    if (size() == 1) {
      steps = List.of();
    }
    return request;
  }

  /**
   * Identifies these steps. If the rules change between two attempts, the steps are different, a
   * count of finished steps means nothing, and the event starts again. Must not be called after
   * {@link #take} of an only step.
   */
  String fingerprint() {
    byte[] text = steps.toString().getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(Sha256.begin().digest(text), 0, 8);
  }

  /**
   * {@code message} with the name of the step that it is about, and of the steps before it.
   *
   * @param done how many steps are finished: the message is about the next
   * @param expired the finished steps that were not sent because they were too old
   */
  String describe(int done, List<Integer> expired, String message) {
    if (size() == 1 || done >= size()) {
      return message;
    }
    String before =
        IntStream.range(0, done)
            .filter(step -> !expired.contains(step))
            .mapToObj(origins::get)
            .collect(Collectors.joining(", "));
    return "Step %d of %d, %s: %s%s"
        .formatted(
            done + 1,
            size(),
            origins.get(done),
            message,
            before.isEmpty() ? "" : ". Done before: " + before);
  }

  /**
   * Each step and its outcome, when a step failed.
   *
   * @param done how many steps were finished before the step that failed
   * @param expired the finished steps that were not sent because they were too old
   */
  ArrayNode json(int done, List<Integer> expired) {
    ArrayNode array = EventCodec.JSON.createArrayNode();
    for (int i = 0; i < size(); i++) {
      array.addObject().put("step", origins.get(i)).put("outcome", outcome(i, done, expired));
    }
    return array;
  }

  private static String outcome(int step, int done, List<Integer> expired) {
    if (expired.contains(step)) {
      return "expired";
    }
    return step < done ? "done" : step == done ? "failed" : "not sent";
  }
}
