package dev.segmentnovu.queue.redis;

import static dev.segmentnovu.queue.redis.QueueKeys.number;
import static dev.segmentnovu.queue.redis.QueueKeys.utf8;

import dev.segmentnovu.queue.BudgetState;
import dev.segmentnovu.queue.RateBudget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The budget of each source in one hash in Redis. */
final class RedisRateBudget implements RateBudget {

  private final RedisConnection redis;

  RedisRateBudget(RedisConnection redis) {
    this.redis = redis;
  }

  @Override
  public CompletionStage<Grant> take(String source, Ask ask) {
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(utf8(ask.category()));
    arguments.add(number(ask.tokens()));
    arguments.add(utf8(ask.ceiling() == null ? "" : ask.ceiling().toString()));
    arguments.add(utf8(ask.many().worker()));
    arguments.add(number(ask.many().calls()));
    Seen seen = ask.seen();
    if (seen != null) {
      arguments.add(number(seen.limit()));
      arguments.add(number(seen.window().toMillis()));
      arguments.add(number(seen.burst()));
      arguments.add(number(seen.remaining()));
      arguments.add(number(seen.reset()));
      arguments.add(number(seen.sinceAnswered().toMillis()));
      arguments.add(number(seen.token()));
    }
    return redis
        .list(Script.BUDGET, List.of(QueueKeys.budget(source)), arguments)
        .thenApply(RedisRateBudget::grant);
  }

  /** What {@code budgets.lua} answers. */
  static List<BudgetState> states(List<Object> flat) {
    var answer = new ScriptReply(flat);
    List<BudgetState> states = new ArrayList<>();
    while (answer.hasMore()) {
      states.add(
          new BudgetState(
              answer.text(),
              (int) answer.number(),
              Duration.ofMillis(answer.number()),
              (int) answer.number(),
              (int) answer.number(),
              answer.number()));
    }
    states.sort(Comparator.comparing(BudgetState::category));
    return states;
  }

  private static Grant grant(List<Object> flat) {
    var answer = new ScriptReply(flat);
    return new Grant(
        (int) answer.number(),
        Duration.ofMillis(answer.number()),
        answer.number(),
        turn((int) answer.number()));
  }

  private static BatchGrant turn(int number) {
    return switch (number) {
      case 2 -> BatchGrant.MAKE;
      case 1 -> BatchGrant.GATHER;
      default -> BatchGrant.NONE;
    };
  }
}
