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
  private double since;
  private long granted;
  private long seen;
  private double paced;
  private double more;
  private long moreAt;

  Grant take(long now, Ask ask) {
    if (ask.seen() != null && !isPolicy(ask.seen())) {
      known = true;
      limit = ask.seen().limit();
      window = ask.seen().window().toMillis();
      burst = ask.seen().burst();
      tokens = 0;
      since = now;
      seen = -1;
    }
    double perMs = limit / window;
    double kept = Math.min(burst / 2, Math.max(limit / 20, 8));
    double flown = Math.floor(Math.max(0, now - since) * perMs);
    if (known && tokens < 1 && flown > 0) {
      tokens = Math.min(burst, tokens + flown);
      since += flown / perMs;
    }
    if (ask.seen() != null) {
      learn(now, ask.seen(), kept);
    }
    double[] free = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
    double[] rate = {1, 1};
    if (known) {
      rate[0] = perMs;
      free[0] = Math.min(burst, tokens + Math.max(0, now - since) * perMs) - kept;
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

  private boolean isPolicy(Seen said) {
    return known
        && limit == said.limit()
        && window == said.window().toMillis()
        && burst == said.burst();
  }

  private void learn(long now, Seen said, double kept) {
    long number = said.token();
    if (number > granted) {
      number = granted;
      seen = -1;
    }
    if (number <= seen && (number > 0 || seen > 0)) {
      return;
    }
    double left = said.remaining() - (double) (granted - number);
    double from = now - said.sinceAnswered().toMillis() + Math.max(0, said.reset() - 1) * 1_000.0;
    double above = left - tokens;
    if (seen < 0 || above < -kept) {
      tokens = left;
      since = from;
      more = 0;
    } else if (above <= 2) {
      tokens = Math.min(tokens, left);
      more = 0;
    } else {
      moreAt = more == 0 ? now : moreAt;
      more = more == 0 ? above : Math.min(more, above);
      if (now - moreAt >= 500) {
        tokens += more;
        since = from;
        more = 0;
      }
    }
    seen = number;
  }

  /** As a worker asks that has heard nothing new. */
  static Ask ask(int tokens, @Nullable Seen seen) {
    return new Ask("trigger", tokens, null, seen);
  }
}
