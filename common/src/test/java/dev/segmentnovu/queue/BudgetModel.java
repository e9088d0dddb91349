package dev.segmentnovu.queue;

import dev.segmentnovu.queue.RateBudget.Ask;
import dev.segmentnovu.queue.RateBudget.Grant;
import dev.segmentnovu.queue.RateBudget.Seen;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One category of one source's budget as plain Java: what {@code budget.lua} has to agree with. */
final class BudgetModel {

  private boolean known;
  private double limit;
  private double window;
  private double burst;
  private double tokens;
  private double refill;
  private long granted;
  private long seen;
  private double paced;

  Grant take(long now, Ask ask) {
    if (ask.seen() != null) {
      learn(now, ask.seen());
    } else if (known) {
      refill(now);
    }
    double[] free = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
    double[] rate = {1, 1};
    if (known) {
      rate[0] = limit / window;
      free[0] = tokens - Math.max((burst - limit) / 2, limit / 50) - (refill - now) * rate[0];
    }
    if (ask.ceiling() != null) {
      rate[1] = ask.ceiling() / 1000;
      paced = Math.max(paced, now - Math.max(250, 1 / rate[1]));
      free[1] = (now - paced) * rate[1];
    }
    double least = Arrays.stream(free).map(Math::floor).min().orElseThrow();
    int given = (int) Math.max(0, Math.min(ask.tokens(), least));
    double wait = 0;
    for (int i = 0; i < 2 && given < ask.tokens(); i++) {
      wait = Math.max(wait, Math.ceil((given + 1 - free[i]) / rate[i]));
    }
    granted += given;
    tokens -= given;
    paced += ask.ceiling() == null ? 0 : given / rate[1];
    return new Grant(given, Duration.ofMillis((long) wait), granted);
  }

  private void learn(long now, Seen said) {
    double window = said.window().toMillis();
    double latest = now - said.sinceAnswered().toMillis() + said.reset() * 1000.0;
    double earliest = now - said.sinceSent().toMillis() + (said.reset() - 1) * 1000.0;
    if (!known || limit != said.limit() || this.window != window || burst != said.burst()) {
      known = true;
      limit = said.limit();
      this.window = window;
      burst = said.burst();
      tokens = said.remaining();
      refill = latest;
      seen = 0;
    }
    refill(now);
    double at = refill + Math.ceil((earliest - refill) / window) * window;
    if (at > latest) {
      at = latest;
    }
    if (at <= now) {
      refill = at + (Math.floor((now - at) / window) + 1) * window;
      return;
    }
    refill = at;
    long number = said.token();
    if (number > granted) {
      number = granted;
      seen = 0;
    }
    if (number >= seen) {
      tokens = Math.min(burst, said.remaining() - (double) (granted - number));
      seen = number;
    }
  }

  private void refill(long now) {
    if (now >= refill) {
      double times = Math.floor((now - refill) / window) + 1;
      tokens = Math.min(burst, tokens + times * limit);
      refill += times * window;
    }
  }

  /** As a worker asks that has heard nothing new. */
  static Ask ask(int tokens, @Nullable Seen seen) {
    return new Ask("trigger", tokens, null, seen);
  }
}
