package dev.segmentnovu.worker.mapping;

import dev.segmentnovu.worker.mapping.MappingResult.Send;
import dev.segmentnovu.worker.mapping.MappingResult.Step;
import dev.segmentnovu.worker.novu.NovuRequest.Trigger;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A trigger that is sent again as it was, whatever the rules produce now. */
public final class SentTrigger {

  /** The origin of a step that the present rules do not produce. */
  private static final String SENT_BEFORE = "a trigger that was sent before the rules changed";

  private SentTrigger() {}

  /**
   * The steps of an event whose trigger stays as it was sent: Novu may have processed it, or an
   * operator replays it so. It replaces the trigger with the same transaction id, or else the only
   * trigger. If there is neither, it comes before all other steps.
   *
   * @param sent the trigger that was sent
   * @param mapped what the rules produce now
   */
  public static Send in(Trigger sent, MappingResult mapped) {
    List<Step> steps =
        mapped instanceof Send send ? new ArrayList<>(send.steps()) : new ArrayList<>();
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
      steps.add(0, new Step(SENT_BEFORE, sent));
    } else {
      Step replaced = steps.get(place);
      steps.set(place, new Step(replaced.origin(), sent, replaced.notAfter()));
    }
    return new Send(steps);
  }
}
