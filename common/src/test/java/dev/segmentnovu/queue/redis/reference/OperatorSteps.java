package dev.segmentnovu.queue.redis.reference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.config.RelayConfig.Bounds;
import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.admin.DeadLetters;
import dev.segmentnovu.queue.admin.DeadLetters.Position;
import dev.segmentnovu.queue.admin.ParkedUsers;
import dev.segmentnovu.queue.admin.users.Users;
import dev.segmentnovu.queue.admin.users.Users.Forgotten;
import dev.segmentnovu.queue.admin.users.Users.SkipResult;
import dev.segmentnovu.queue.history.ActivityRecorder;
import dev.segmentnovu.queue.redis.RedisEventQueue;
import dev.segmentnovu.queue.redis.script.DeadLetterCodec;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;

/** Random steps of operators, in Redis and in {@link QueueModel}. */
final class OperatorSteps {

  private final RunState at;
  private final SplittableRandom random;
  private final String source;
  private final QueueModel model;
  private final DeadLetters dead;
  private final Users users;
  private final ParkedUsers parked;
  private final Bounds failures;
  private final Bounds unmapped;

  OperatorSteps(RunState at, RedisEventQueue queue, Bounds failures, Bounds unmapped) {
    this.at = at;
    this.failures = failures;
    this.unmapped = unmapped;
    random = at.random;
    source = at.source;
    model = at.model;
    dead = queue.operators().deadLetters(List.of(source));
    users = queue.operators().queue(() -> List.of(source), new ActivityRecorder()).users();
    parked = queue.operators().parkedUsers();
  }

  void replay() {
    if (!at.deadLetterIds.isEmpty()) {
      String id = at.pick(at.deadLetterIds);
      Position position = random.nextBoolean() ? Position.HEAD : Position.TAIL;
      String entry = "replayed" + at.nextId();
      at.said("replay", id + " " + position);
      assertThat(get(dead.replay(id, position, entry.getBytes(UTF_8))))
          .isEqualTo(model.replay(at.now, id, position, entry));
    }
  }

  void discard() {
    if (!at.deadLetterIds.isEmpty()) {
      String id = at.pick(at.deadLetterIds);
      at.said("discard", id);
      assertThat(get(dead.delete(id))).isEqualTo(model.letters.delete(id));
    }
  }

  void trim() {
    at.said("trim", "");
    get(dead.trim());
    trimModel();
  }

  void trimModel() {
    model.letters.trim(at.now, false, failures);
    model.letters.trim(at.now, true, unmapped);
  }

  void park() {
    String user = at.pick(RandomRun.USERS);
    boolean parks = random.nextBoolean();
    at.said(parks ? "park" : "unpark", user);
    if (parks) {
      model.park(at.now, user);
      assertThat(get(parked.park(source, List.of(user)))).containsExactly(user);
    } else {
      model.unpark(user);
      get(parked.unpark(source, List.of(user)));
    }
  }

  void retry() {
    String user = at.pick(RandomRun.USERS);
    at.said("retry", user);
    assertThat(get(users.retry(source, user))).isEqualTo(model.retry(at.now, user));
  }

  void skip() {
    String user = at.pick(RandomRun.USERS);
    at.said("skip", user);
    SkipResult expected = model.skip(at.now, user);
    assertThat(get(users.skip(source, user))).isEqualTo(expected);
    if (expected == SkipResult.SKIPPED) {
      var filter =
          new DeadLetters.Filter(source, DeadLetter.SKIPPED_BY_OPERATOR, user, null, null, null);
      DeadLetter made =
          get(dead.list(filter, null, 1_000)).items().stream()
              .filter(each -> !model.letters.byId.containsKey(each.id()))
              .findFirst()
              .orElseThrow();
      at.deadLetterIds.add(made.id());
      DeadLetter whole = get(dead.find(made.id())).orElseThrow().deadLetter();
      String text = new String(DeadLetterCodec.encode(whole), UTF_8);
      model.skipped(at.now, user, made.id(), text, whole.details().toString());
    }
  }

  void forget() {
    String user = at.pick(RandomRun.USERS);
    at.said("forget", user);
    Forgotten forgotten = get(users.forget(source, user));
    assertThat(List.of(forgotten.queued(), forgotten.deadLetters())).isEqualTo(model.forget(user));
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }
}
