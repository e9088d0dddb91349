package dev.segmentnovu.queue.redis.reference;

import dev.segmentnovu.queue.RateBudget.Ask;
import dev.segmentnovu.queue.RateBudget.BatchBid;
import dev.segmentnovu.queue.RateBudget.BatchGrant;
import dev.segmentnovu.queue.RateBudget.Grant;
import dev.segmentnovu.queue.RateBudget.Seen;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One category of one source's budget as plain Java: what {@code take_tokens.lua} has to agree
 * with.
 */
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
  private @Nullable String chosen;
  private long until;
  private long saving;
  private double alone;
  private double more;
  private long moreAt;

  Grant take(long now, Ask ask) {
    turnedBack(now);
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
    if (known) {
      refill(now, perMs, 1);
    }
    if (ask.seen() != null) {
      learn(now, ask.seen(), kept);
    }
    double[] free = new double[3];
    Arrays.fill(free, Double.POSITIVE_INFINITY);
    double[] rate = {1, 1, 1};
    if (known) {
      rate[0] = perMs;
      free[0] = Math.min(burst, tokens + Math.max(0, now - since) * perMs) - kept;
    }
    if (ask.ceiling() != null) {
      rate[1] = ask.ceiling() / 1000;
      paced = Math.max(paced, now - Math.max(250, 1 / rate[1]));
      free[1] = (now - paced) * rate[1];
    }
    boolean mine =
        gathers(now, ask, known && ask.ceiling() == null && burst - kept >= BatchBid.COST);
    if (mine && saving > 0 && free[0] >= BatchBid.COST) {
      return many(now, perMs);
    }
    if (saving > 0) {
      rate[2] = perMs / 4;
      free[2] = (now - saving) * rate[2] - alone;
    }
    double least = Arrays.stream(free).map(Math::floor).min().orElseThrow();
    int given = (int) Math.max(0, Math.min(ask.tokens(), least));
    double wait = 0;
    for (int i = 0; i < 3 && given < ask.tokens(); i++) {
      wait = Math.max(wait, Math.ceil((given + 1 - free[i]) / rate[i]));
    }
    if (mine && saving > 0) {
      double saved = Math.max(1, Math.ceil((BatchBid.COST - free[0] + given) / perMs));
      wait = wait == 0 ? saved : Math.min(wait, saved);
    }
    granted += given;
    tokens -= given;
    alone += saving > 0 ? given : 0;
    paced += ask.ceiling() == null ? 0 : given / rate[1];
    return new Grant(
        given, Duration.ofMillis((long) wait), granted, mine ? BatchGrant.GATHER : BatchGrant.NONE);
  }

  /** No time lies ahead of the clock, except for what Novu and a worker may ask for. */
  private void turnedBack(long now) {
    since = since > now + window ? now : since;
    moreAt = Math.min(moreAt, now);
    paced = Math.min(paced, (double) now);
    saving = Math.min(saving, now);
    until = Math.min(until, now + 3_000);
  }

  /** Whether it is the worker that asks who may gather, from now on. */
  private boolean gathers(long now, Ask ask, boolean possible) {
    BatchBid many = ask.batch();
    boolean wanted = possible && many.calls() > 0;
    if (chosen == null || now >= until || (chosen.equals(many.worker()) && !wanted)) {
      chosen = null;
      saving = 0;
    }
    if (chosen == null && wanted) {
      chosen = many.worker();
    }
    if (!many.worker().equals(chosen)) {
      return false;
    }
    until = now + 3_000;
    if (!many.pays()) {
      saving = 0;
    } else if (saving == 0) {
      saving = now;
      alone = 0;
    }
    return true;
  }

  private void refill(long now, double perMs, int cost) {
    double flown = Math.floor(Math.max(0, now - since) * perMs);
    if (tokens < cost && flown > 0) {
      tokens = Math.min(burst, tokens + flown);
      since += flown / perMs;
    }
  }

  private Grant many(long now, double perMs) {
    chosen = null;
    saving = 0;
    refill(now, perMs, BatchBid.COST);
    granted += BatchBid.COST;
    tokens -= BatchBid.COST;
    return new Grant(BatchBid.COST, Duration.ZERO, granted, BatchGrant.MAKE);
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
    double from =
        now - said.sinceResponse().toMillis() + Math.max(0, said.resetSeconds() - 1) * 1_000.0;
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
    return new Ask("trigger", tokens, new BatchBid("w", 0), null, seen);
  }
}
