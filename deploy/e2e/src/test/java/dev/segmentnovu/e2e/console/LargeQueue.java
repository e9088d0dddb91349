package dev.segmentnovu.e2e.console;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.config.RedisAddress;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.e2e.fixture.Backlog;
import dev.segmentnovu.e2e.fixture.UpProcess;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.EventType;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.EnqueueResult;
import dev.segmentnovu.queue.NewEvent;
import dev.segmentnovu.queue.Profile;
import dev.segmentnovu.queue.Settlement;
import dev.segmentnovu.queue.Settlement.Next;
import dev.segmentnovu.queue.Settlement.Settled;
import dev.segmentnovu.queue.redis.RedisEventQueue;
import dev.segmentnovu.testing.Configs;
import dev.segmentnovu.testing.DeadLetterBuilder;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Fills the queue of a paused source, as ingest and a worker would have in a long time. */
final class LargeQueue {

  private static final String SOURCE = "web";
  private static final int USERS_AT_ONCE = 500;
  private static final int CALLS_AT_ONCE = 80;

  /** As many as a worker claims of one user. */
  private static final int EACH = 10;

  private static final List<String> MESSAGES =
      List.of(
          "Novu answered 422: Validation Error payload.total must be a number",
          "Novu answered 400: payload is missing required key(s) and type(s): currency (string)",
          "Novu answered 503 until the retry window was over");

  private static final List<Integer> STATUSES = List.of(422, 400, 503);
  private static final List<String> REASONS = List.of("rejected", "rejected", DeadLetter.EXHAUSTED);
  private static final List<String> WORKFLOWS = List.of("receipt", "welcome", "trial-ending");

  private final RedisEventQueue queue;
  private final Deque<CompletableFuture<Void>> calls = new ArrayDeque<>();
  private final Instant now = Instant.now();
  private int letters;

  private LargeQueue(RedisEventQueue queue) {
    this.queue = queue;
  }

  /**
   * Adds dead letters, and then events that wait.
   *
   * @param deadLetters a multiple of {@value #EACH}
   * @param waiting the same
   */
  static void fill(UpProcess relay, int deadLetters, int waiting) throws Exception {
    try (var redis = RedisEventQueue.connect(address(relay), Configs.defaults().queue())) {
      var filling = new LargeQueue(redis);
      filling.bury(deadLetters);
      filling.enqueue("user-", waiting);
    }
  }

  private static RelayConfig.Redis address(UpProcess relay) throws IOException {
    String address = "redis://:%s@127.0.0.1:%d".formatted(relay.redisPassword(), relay.redisPort());
    return new RelayConfig.Redis(RedisAddress.parse(address), RelayConfig.Durability.NONE);
  }

  private void enqueue(String user, int count) throws Exception {
    for (int from = 0; from < count / EACH; from += USERS_AT_ONCE) {
      int to = Math.min(from + USERS_AT_ONCE, count / EACH);
      for (int index = 0; index < EACH; index++) {
        List<NewEvent> events = new ArrayList<>();
        for (int i = from; i < to; i++) {
          events.add(Backlog.event(EventType.TRACK, user + i, index, LargeQueue::body));
        }
        call(
            queue.enqueue(SOURCE, events).toCompletableFuture(),
            result -> {
              if (!(result instanceof EnqueueResult.Accepted)) {
                throw new AssertionError(result);
              }
            });
      }
    }
    finishCalls();
  }

  private static String body(String userId, int index) {
    return """
        {"userId":"%s","event":"Order Completed",
         "properties":{"orderId":"o-%d","total":12.50,"currency":"EUR"}}"""
        .formatted(userId, index);
  }

  private void bury(int count) throws Exception {
    enqueue("dead-", count);
    while (letters < count) {
      List<ClaimedUser> users =
          queue
              .claim(SOURCE, 0, USERS_AT_ONCE, true)
              .toCompletableFuture()
              .get(30, TimeUnit.SECONDS)
              .users();
      for (ClaimedUser user : users) {
        List<Settled> settled = new ArrayList<>();
        for (int i = 0; i < user.entries().size(); i++) {
          settled.add(new Settled.Dead(letter(user.orderingKey(), i, count)));
        }
        var settlement =
            new Settlement(user, 0, settled, new Next.Release(), new Profile.Untouched());
        // STALE too if a busy machine let the client send it twice: the caller checks the sum
        call(queue.settle(settlement).toCompletableFuture(), result -> {});
      }
    }
    finishCalls();
  }

  /** The times of the dead letters are spread evenly over the last day. */
  private DeadLetter letter(String userId, int index, int count) {
    int number = letters++;
    int kind = number % 20 == 0 ? 2 : number % 3 == 0 ? 1 : 0;
    Instant died = now.minusSeconds(86_400L * (count - number) / count);
    ObjectNode details = EventCodec.JSON.createObjectNode();
    ObjectNode request = details.putObject("request");
    request.put("method", "POST").put("path", "/v1/events/trigger");
    request
        .putObject("body")
        .put("name", WORKFLOWS.get(kind))
        .putObject("payload")
        .put("total", 12);
    details.putObject("response").put("status", STATUSES.get(kind)).put("body", MESSAGES.get(kind));
    details
        .putArray("history")
        .addObject()
        .put("at", died.toString())
        .put("status", STATUSES.get(kind))
        .put("message", MESSAGES.get(kind))
        .put("durationMs", 12);
    return DeadLetterBuilder.unique(SOURCE, userId)
        .messageId(userId + "-" + index)
        .event("Order Completed")
        .workflow(WORKFLOWS.get(kind))
        .reason(REASONS.get(kind))
        .message(MESSAGES.get(kind))
        .status(STATUSES.get(kind))
        .firstAttemptAt(died.minusSeconds(1))
        .deadAt(died)
        .details(details)
        .build();
  }

  /** Some calls are under way at the same time. */
  private <T> void call(CompletableFuture<T> call, Consumer<T> check) throws Exception {
    calls.add(call.thenAccept(check));
    if (calls.size() > CALLS_AT_ONCE) {
      calls.remove().get(30, TimeUnit.SECONDS);
    }
  }

  private void finishCalls() throws Exception {
    while (!calls.isEmpty()) {
      calls.remove().get(30, TimeUnit.SECONDS);
    }
  }
}
