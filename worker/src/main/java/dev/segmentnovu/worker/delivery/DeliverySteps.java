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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** All that is to be asked of Novu for one event, in order. */
final class DeliverySteps {

  /** Names a step that the rules do not ask for any more. */
  private static final String AS_SENT = "a trigger that was sent before the rules changed";

  private final List<String> whys;
  private final @Nullable Unsent end;
  private final @Nullable Instant notAfter;
  private List<Step> steps;

  /** What an event means to Novu. */
  DeliverySteps(MappingResult.Send send) {
    steps = send.steps();
    end = send.remainder();
    whys = steps.stream().map(Step::origin).toList();
    notAfter =
        steps.stream()
            .map(Step::notAfter)
            .filter(Objects::nonNull)
            .min(Comparator.naturalOrder())
            .orElse(null);
  }

  /** What the event becomes after all steps, or null if it is delivered then. */
  @Nullable Unsent end() {
    return end;
  }

  /** When the first of its steps becomes too old to be sent, or null if none ever does. */
  @Nullable Instant notAfter() {
    return notAfter;
  }

  /** Whether a step is too old to be sent; not to be asked after {@link #take}. */
  boolean isExpired(int step, Instant now) {
    return steps.get(step).isExpired(now);
  }

  /** Why an event is given up that has such steps. */
  String expired(List<Integer> expired) {
    String names = String.join(", ", expired.stream().map(whys::get).toList());
    return "Too old to be sent by "
        + names
        + ", whose maxAge ended"
        + (notAfter == null ? "" : " at " + notAfter)
        + ". A replay with \"force\": true sends it all the same";
  }

  /**
   * What an event means to Novu if a trigger of it may have been done already: that trigger as it
   * was sent, in the place of the one that has its transaction id, or of the only trigger; else
   * before all other steps. Rules that no longer map the event do not undo it.
   *
   * @param mapped what the rules ask for now
   */
  static MappingResult.Send keeping(Trigger sent, MappingResult mapped) {
    List<Step> steps =
        mapped instanceof MappingResult.Send send
            ? new ArrayList<>(send.steps())
            : new ArrayList<>();
    List<Integer> triggers =
        IntStream.range(0, steps.size())
            .filter(i -> steps.get(i).request() instanceof Trigger)
            .boxed()
            .toList();
    int place =
        triggers.stream()
            .filter(
                i ->
                    ((Trigger) steps.get(i).request()).transactionId().equals(sent.transactionId()))
            .findFirst()
            .orElse(triggers.size() == 1 ? triggers.get(0) : -1);
    if (place < 0) {
      steps.add(0, new Step(AS_SENT, sent));
    } else {
      Step now = steps.get(place);
      steps.set(place, new Step(now.origin(), sent, now.notAfter()));
    }
    return new MappingResult.Send(steps);
  }

  int size() {
    return whys.size();
  }

  /** The request of a step, 0 for the first; not to be asked for after {@link #take}. */
  NovuRequest request(int step) {
    return steps.get(step).request();
  }

  /**
   * The request of a step that is begun now. The only one is asked for once, and kept no longer:
   * many events wait for Novu, and what waits is copied by the garbage collector.
   */
  NovuRequest take(int step) {
    NovuRequest request = request(step);
    if (size() == 1) {
      steps = List.of();
    }
    return request;
  }

  /**
   * What tells this plan from another; only of one that has several steps after {@link #take}. A
   * count of steps alone would lead astray where rules were changed between two attempts: the
   * event's steps are others then, and it begins anew.
   */
  String fingerprint() {
    byte[] text = steps.toString().getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(Sha256.begin().digest(text), 0, 8);
  }

  /**
   * {@code message} about the step after {@code done} others, which it names.
   *
   * @param expired those of the others that were not sent because they were too old
   */
  String describe(int done, List<Integer> expired, String message) {
    if (size() == 1 || done >= size()) {
      return message;
    }
    String before =
        IntStream.range(0, done)
            .filter(step -> !expired.contains(step))
            .mapToObj(whys::get)
            .collect(Collectors.joining(", "));
    return "Step %d of %d, %s: %s%s"
        .formatted(
            done + 1,
            size(),
            whys.get(done),
            message,
            before.isEmpty() ? "" : ". Done before: " + before);
  }

  /**
   * Each step and what became of it, when the one after {@code done} others failed.
   *
   * @param expired those that were not sent because they were too old
   */
  ArrayNode json(int done, List<Integer> expired) {
    ArrayNode array = EventCodec.JSON.createArrayNode();
    for (int i = 0; i < size(); i++) {
      array.addObject().put("step", whys.get(i)).put("outcome", outcome(i, done, expired));
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
