package dev.segmentnovu.worker.delivery;

import dev.segmentnovu.queue.SettleResult;
import dev.segmentnovu.queue.Settlement.Next;
import dev.segmentnovu.queue.Settlement.Settled;
import java.util.List;
import java.util.function.Function;

/** How the delivery of one event ended in one claim. */
sealed interface EventEnd {

  /** Handles every case: one function for each. */
  <R> R match(
      Function<Finished, R> finished, Function<GivenBack, R> givenBack, Function<Lost, R> lost);

  /**
   * The event and the events that were merged with it have their final states.
   *
   * @param outcomes one for each event, in order
   * @param count counts them, once the settlement is applied
   */
  record Finished(List<Settled> outcomes, Runnable count) implements EventEnd {
    public Finished {
      outcomes = List.copyOf(outcomes);
    }

    @Override
    public <R> R match(
        Function<Finished, R> finished, Function<GivenBack, R> givenBack, Function<Lost, R> lost) {
      return finished.apply(this);
    }
  }

  /** The event stays the head of its user. {@code next} says when the user is due again. */
  record GivenBack(Next next) implements EventEnd {
    @Override
    public <R> R match(
        Function<Finished, R> finished, Function<GivenBack, R> givenBack, Function<Lost, R> lost) {
      return givenBack.apply(this);
    }
  }

  /** The claim does not belong to this worker any more. */
  record Lost(SettleResult why) implements EventEnd {
    @Override
    public <R> R match(
        Function<Finished, R> finished, Function<GivenBack, R> givenBack, Function<Lost, R> lost) {
      return lost.apply(this);
    }
  }
}
