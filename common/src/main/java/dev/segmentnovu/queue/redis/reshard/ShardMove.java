package dev.segmentnovu.queue.redis.reshard;

import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.reshard.MoveScripts.Take;
import dev.segmentnovu.queue.redis.reshard.MoveScripts.Taken;
import dev.segmentnovu.queue.redis.reshard.Resharding.Progress;
import dev.segmentnovu.queue.redis.script.AuditScripts;
import dev.segmentnovu.queue.redis.script.AuditScripts.Names;
import dev.segmentnovu.queue.redis.script.AuditScripts.Survey;
import dev.segmentnovu.queue.redis.script.DeadLetterCodec;
import dev.segmentnovu.queue.redis.script.DeadLetterScripts;
import dev.segmentnovu.queue.redis.script.DeadLetterScripts.StoredLetter;
import dev.segmentnovu.queue.redis.script.DeadLetterScripts.StoredLetters;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import dev.segmentnovu.queue.redis.script.ShardKeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Moves what one shard holds to the shards where it belongs. Each piece is copied first and then
 * deleted, with a marker in both shards, so that a move that was cut off anywhere can go on.
 */
final class ShardMove {

  private static final int USERS_AT_ONCE = 100;
  private static final int LETTERS_AT_ONCE = 50;

  /** Between two looks at users that workers hold. */
  private static final Duration WAIT = Duration.ofMillis(200);

  private final MoveScripts scripts;
  private final AuditScripts surveys;
  private final DeadLetterScripts letters;
  private final ShardKeys shardKeys;
  private final QueueKeys from;
  private final List<QueueKeys> to;
  private final Supplier<String> names;
  private final Progress progress;
  private final Consumer<Progress> listener;

  /**
   * A move.
   *
   * @param scripts of this run
   * @param to all shards of the new number
   * @param names gives a new random name at each call
   * @param progress is counted up
   */
  ShardMove(
      RedisConnection redis,
      MoveScripts scripts,
      ShardKeys shardKeys,
      QueueKeys from,
      List<QueueKeys> to,
      Supplier<String> names,
      Progress progress,
      Consumer<Progress> listener) {
    this.scripts = scripts;
    surveys = new AuditScripts(redis, Duration.ZERO);
    letters = new DeadLetterScripts(redis);
    this.shardKeys = shardKeys;
    this.from = from;
    this.to = to;
    this.names = names;
    this.progress = progress;
    this.listener = listener;
  }

  /** Moves all. Waits for users whom workers hold. Blocks. */
  void run() {
    while (moveUsers() > 0) {
      listener.accept(progress);
      LockSupport.parkNanos(WAIT.toNanos());
    }
    moveLetters(from.dead());
    moveLetters(from.unmapped());
    listener.accept(progress);
  }

  /** Returns how many users workers hold. */
  private int moveUsers() {
    // those of an earlier run first
    return moveUsers(from.moving(), Survey.HASH)
        + moveUsers(from.ready(), Survey.SORTED_SET)
        + moveUsers(from.parked(), Survey.SORTED_SET);
  }

  private int moveUsers(String key, Survey survey) {
    int claimed = 0;
    String cursor = AuditScripts.FIRST_CURSOR;
    do {
      Names found = get(surveys.survey(from, key, survey, cursor));
      List<String> users = found.names().stream().distinct().filter(this::leaves).toList();
      for (int i = 0; i < users.size(); i += USERS_AT_ONCE) {
        claimed += move(users.subList(i, Math.min(users.size(), i + USERS_AT_ONCE)));
      }
      cursor = found.nextCursor();
    } while (!cursor.equals(AuditScripts.FIRST_CURSOR));
    return claimed;
  }

  private boolean leaves(String user) {
    return !target(user).prefix().equals(from.prefix());
  }

  private QueueKeys target(String orderingKey) {
    return to.get(QueueKeys.shardOf(orderingKey, to.size()));
  }

  private int move(List<String> users) {
    int claimed = 0;
    List<String> pending = users;
    while (!pending.isEmpty()) {
      Take take = get(scripts.take(from, names.get(), pending));
      claimed += take.claimed();
      Map<QueueKeys, List<Taken>> byTarget = new LinkedHashMap<>();
      for (Taken each : take.taken()) {
        byTarget.computeIfAbsent(target(each.user()), unused -> new ArrayList<>()).add(each);
      }
      List<String> next = new ArrayList<>();
      byTarget.forEach(
          (keys, taken) -> {
            List<Long> came = get(scripts.put(keys, taken));
            progress.addUsers(get(scripts.drop(from, taken, came)));
            for (int i = 0; i < taken.size(); i++) {
              Taken each = taken.get(i);
              if (came.get(i) < each.before() + each.left()) {
                next.add(each.user());
              }
            }
          });
      next.addAll(pending.subList(take.looked(), pending.size()));
      pending = next;
      listener.accept(progress);
    }
    return claimed;
  }

  private void moveLetters(String key) {
    String cursor = AuditScripts.FIRST_CURSOR;
    do {
      Names found = get(surveys.survey(from, key, Survey.SORTED_SET, cursor));
      List<String> ids = found.names();
      for (int i = 0; i < ids.size(); i += LETTERS_AT_ONCE) {
        moveLetters(ids.subList(i, Math.min(ids.size(), i + LETTERS_AT_ONCE)));
      }
      cursor = found.nextCursor();
    } while (!cursor.equals(AuditScripts.FIRST_CURSOR));
  }

  private void moveLetters(List<String> ids) {
    int next = 0;
    while (next < ids.size()) {
      StoredLetters read =
          get(letters.read(from, ids.subList(next, ids.size()), ids.size(), MoveScripts.MAX_BYTES));
      next += read.lookedUp();
      for (StoredLetter letter : read.letters()) {
        QueueKeys keys = target(letter);
        if (isWhole(letter) && !keys.prefix().equals(from.prefix())) {
          get(scripts.put(keys, letter));
          get(scripts.drop(from, letter));
          progress.addLetters(1);
        }
      }
      listener.accept(progress);
    }
  }

  /** An incomplete one is left behind, and the shard is not closed: {@code fsck} deletes it. */
  private static boolean isWhole(StoredLetter letter) {
    return letter.text().length > 0 && letter.entry().length > 0;
  }

  /** Where a replay puts the event: see {@link ShardKeys#replayKey}. */
  private QueueKeys target(StoredLetter letter) {
    return DeadLetterCodec.read(letter.text())
        .map(deadLetter -> target(shardKeys.replayKey(from, deadLetter)))
        .orElse(to.get(from.shard() % to.size()));
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }
}
