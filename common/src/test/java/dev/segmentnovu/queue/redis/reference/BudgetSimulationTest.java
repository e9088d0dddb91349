package dev.segmentnovu.queue.redis.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.queue.RateBudget.Grant;
import dev.segmentnovu.queue.RateBudget.Seen;
import java.time.Duration;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Workers that always have work share Novu's bucket by {@link BudgetModel}, ms by ms, over a
 * network that is late at random.
 */
final class BudgetSimulationTest {

  private static final Logger LOG = LoggerFactory.getLogger(BudgetSimulationTest.class);
  private static final int SECONDS = 120;
  private static final long START = 1_000_000;

  /** A call on its way to Novu, and then back. */
  private static final class Call {
    final Worker worker;
    final long token;
    final long arrivesAt;
    NovuBucket.@Nullable Said said;
    long answeredAt;

    Call(Worker worker, long token, long arrivesAt) {
      this.worker = worker;
      this.token = token;
      this.arrivesAt = arrivesAt;
    }

    long due() {
      return said == null ? arrivesAt : answeredAt;
    }
  }

  private static final class Worker {
    @Nullable Call latest;
    long asksAt;
  }

  private final SplittableRandom random = new SplittableRandom(7);
  private final PriorityQueue<Call> calls =
      new PriorityQueue<>(java.util.Comparator.comparingLong(Call::due));
  private int counted;
  private int refused;

  @ParameterizedTest
  @CsvSource({
    // limit, burst, workers, latency ms, jitter ms, calls a second of others
    "300, 330, 6, 10, 10, 0",
    "300, 330, 6, 50, 100, 0",
    "300, 330, 1, 20, 20, 0",
    "300, 330, 6, 400, 200, 0",
    "100, 110, 6, 20, 30, 0",
    "3000, 3300, 6, 20, 40, 0",
    "30000, 33000, 6, 20, 40, 0",
    "100, 100, 6, 20, 30, 0",
    "300, 330, 6, 20, 20, 30",
    "300, 330, 6, 100, 100, 20",
  })
  void the_workers_use_what_novu_allows_and_few_calls_are_refused(
      int limit, int burst, int workers, int latency, int jitter, int others) {
    var novu = new NovuBucket(limit, 5_000, burst, START);
    var budget = new BudgetModel();
    for (int i = 0; i < workers; i++) {
      var worker = new Worker();
      // found the limit out: its first call was made without a token
      calls.add(new Call(worker, 0, START + latency));
      worker.asksAt = START + 3L * latency;
    }
    long end = START + SECONDS * 1_000L;
    Worker[] all = calls.stream().map(call -> call.worker).toArray(Worker[]::new);
    int elsewhere = 0;
    for (long now = START; now < end; now++) {
      if (random.nextDouble() < others / 1_000.0 && novu.call(now).taken()) {
        elsewhere++;
      }
      travel(novu, now, latency, jitter);
      for (Worker worker : all) {
        if (worker.asksAt <= now) {
          ask(budget, novu, worker, now, latency, jitter);
        }
      }
    }

    double allowed = novu.allowed(end) - elsewhere;
    double used = 100 * counted / allowed;
    double tooMany = 100.0 * refused / (counted + refused);
    LOG.info(
        "limit {}/5 s burst {}, {} workers, {}+{} ms, others {}/s: used {} %, refused {} %",
        limit,
        burst,
        workers,
        latency,
        jitter,
        others,
        String.format("%.2f", used),
        String.format("%.3f", tooMany));
    assertThat(used).isGreaterThan(95);
    assertThat(tooMany).isLessThan(1);
  }

  private void travel(NovuBucket novu, long now, int latency, int jitter) {
    while (!calls.isEmpty() && calls.peek().due() <= now) {
      Call call = calls.poll();
      if (call.said == null) {
        call.said = novu.call(now);
        call.answeredAt = now + latency / 2 + random.nextInt(jitter / 2 + 1);
        counted += call.said.taken() ? 1 : 0;
        refused += call.said.taken() ? 0 : 1;
        calls.add(call);
      } else {
        Call before = call.worker.latest;
        if (before == null || before.token <= call.token) {
          call.worker.latest = call;
        }
      }
    }
  }

  private void ask(
      BudgetModel budget, NovuBucket novu, Worker worker, long now, int latency, int jitter) {
    Call latest = worker.latest;
    int wanted = Math.max(8, novu.limit / 50);
    Grant grant =
        budget.take(now, BudgetModel.ask(wanted, latest == null ? null : seen(novu, latest, now)));
    for (int i = 0; i < grant.tokens(); i++) {
      long token = grant.last() - grant.tokens() + i + 1;
      long arrives = now + 2 + latency / 2 + random.nextInt(jitter / 2 + 1);
      calls.add(new Call(worker, token, arrives));
    }
    worker.asksAt = now + Math.max(20, grant.next().toMillis()) + random.nextInt(10);
  }

  private static Seen seen(NovuBucket novu, Call call, long now) {
    NovuBucket.Said said = call.said;
    if (said == null) {
      throw new AssertionError("not answered");
    }
    return new Seen(
        novu.limit,
        Duration.ofSeconds(5),
        novu.burst,
        said.remaining(),
        said.reset(),
        Duration.ofMillis(now - call.answeredAt),
        call.token);
  }
}
