package dev.segmentnovu.queue.redis.script;

import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.RateBudget.Ask;
import dev.segmentnovu.queue.RateBudget.BatchGrant;
import dev.segmentnovu.queue.RateBudget.Grant;
import dev.segmentnovu.queue.RateBudget.Seen;
import dev.segmentnovu.queue.admin.BudgetState;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.client.Script;
import dev.segmentnovu.queue.redis.client.ScriptArguments;
import dev.segmentnovu.queue.redis.client.ScriptReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The scripts of a source's rate budget: {@code take_tokens.lua} and {@code budget_states.lua}.
 * Each stage fails with {@link QueueUnavailableException}.
 */
public final class BudgetScripts {

  private static final Script TAKE_TOKENS = Script.load("take_tokens");
  private static final Script STATES = Script.load("budget_states");

  private final RedisConnection redis;

  /** The scripts on {@code redis}. */
  public BudgetScripts(RedisConnection redis) {
    this.redis = redis;
  }

  /** Takes tokens of one category. */
  public CompletionStage<Grant> take(String source, Ask ask) {
    var arguments =
        new ScriptArguments()
            .text(ask.category())
            .number(ask.tokens())
            .text(ask.ceiling() == null ? "" : ask.ceiling().toString())
            .text(ask.batch().worker())
            .number(ask.batch().calls());
    Seen seen = ask.seen();
    if (seen != null) {
      arguments
          .number(seen.limit())
          .millis(seen.window())
          .number(seen.burst())
          .number(seen.remaining())
          .number(seen.resetSeconds())
          .millis(seen.sinceResponse())
          .number(seen.token());
    }
    return redis
        .list(TAKE_TOKENS, List.of(QueueKeys.budget(source)), arguments)
        .thenApply(BudgetScripts::grant);
  }

  private static Grant grant(ScriptReply reply) {
    return new Grant(
        reply.count(),
        Duration.ofMillis(reply.number()),
        reply.number(),
        batchGrant(reply.count()));
  }

  private static BatchGrant batchGrant(int number) {
    return switch (number) {
      case 2 -> BatchGrant.MAKE;
      case 1 -> BatchGrant.GATHER;
      default -> BatchGrant.NONE;
    };
  }

  /** What is known of a source's budget, sorted by category. */
  public CompletionStage<List<BudgetState>> states(String source) {
    return redis
        .list(STATES, List.of(QueueKeys.budget(source)), new ScriptArguments())
        .thenApply(BudgetScripts::states);
  }

  private static List<BudgetState> states(ScriptReply reply) {
    List<BudgetState> states = new ArrayList<>();
    while (reply.hasMore()) {
      states.add(
          new BudgetState(
              reply.text(),
              reply.count(),
              Duration.ofMillis(reply.number()),
              reply.count(),
              reply.count(),
              reply.number()));
    }
    states.sort(Comparator.comparing(BudgetState::category));
    return states;
  }
}
