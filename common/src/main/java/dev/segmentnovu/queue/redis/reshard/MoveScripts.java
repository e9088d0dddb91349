package dev.segmentnovu.queue.redis.reshard;

import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.client.Script;
import dev.segmentnovu.queue.redis.client.ScriptArguments;
import dev.segmentnovu.queue.redis.client.ScriptReply;
import dev.segmentnovu.queue.redis.script.DeadLetterScripts.StoredLetter;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The scripts of one run of {@code relay reshard}: they move users and dead letters between shards,
 * which may be on two servers. A stage fails with {@link TakenOverException} when a later run has
 * taken over the shard; the script has changed nothing then.
 */
final class MoveScripts {

  private static final Script FENCE = Script.load("fence_shard");
  private static final Script TAKE = Script.load("take_users");
  private static final Script PUT = Script.load("put_users");
  private static final Script DROP = Script.load("drop_users");
  private static final Script PUT_LETTERS = Script.load("put_dead_letters");
  private static final Script DROP_LETTER = Script.load("drop_dead_letter");
  private static final Script CLOSE = Script.load("close_shard");

  /** Bytes of one call, about, so that Redis serves others meanwhile. */
  static final int MAX_BYTES = 300_000;

  /** Entries of one call, about. */
  private static final int MAX_ENTRIES = 2_000;

  private static final String CLAIMED = "";

  /** A later run has begun, and this one must end. */
  static final class TakenOverException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private final RedisConnection redis;
  private final long term;

  /** The scripts of the run with this term. */
  MoveScripts(RedisConnection redis, long term) {
    this.redis = redis;
    this.term = term;
  }

  /**
   * Lets only processes with {@code shards} shards use a shard, and only this run move users; none
   * may be claimed. Returns the term of the shard: a later one if this run may not.
   */
  CompletionStage<Long> begin(QueueKeys keys, int shards) {
    return fence(keys, shards, true);
  }

  /** Lets users be claimed again. */
  CompletionStage<Long> end(QueueKeys keys, int shards) {
    return fence(keys, shards, false);
  }

  private CompletionStage<Long> fence(QueueKeys keys, int shards, boolean begins) {
    return redis.number(
        FENCE,
        List.of(keys.stats(), keys.moved()),
        new ScriptArguments().number(shards).number(term).flag(begins));
  }

  private static long unlessTakenOver(long reply) {
    if (reply < 0) {
      throw new TakenOverException();
    }
    return reply;
  }

  /**
   * A user on its way, with its last entries.
   *
   * @param name of the move
   * @param before entries that moved before these
   * @param left entries that are left, these included
   * @param since when it was parked; {@code -} if it was not
   * @param head the text of its head, as prelude/users.lua describes it; may be empty
   */
  record Taken(
      String user,
      String name,
      long before,
      long left,
      long score,
      boolean parked,
      String since,
      String head,
      List<byte[]> entries) {

    boolean isLast() {
      return entries.size() == left;
    }
  }

  /**
   * What became of some users.
   *
   * @param looked how many of them were looked at
   * @param claimed how many of these a worker holds
   */
  record Take(int looked, int claimed, List<Taken> taken) {}

  CompletionStage<Take> take(QueueKeys keys, String name, List<String> users) {
    return redis
        .list(
            TAKE,
            List.of(
                keys.ready(),
                keys.stats(),
                keys.heads(),
                keys.parked(),
                keys.parkedSince(),
                keys.moving()),
            new ScriptArguments()
                .text(keys.prefix())
                .number(term)
                .text(name)
                .number(Math.max(20, MAX_ENTRIES / users.size()))
                .number(MAX_BYTES)
                .texts(users))
        .thenApply(MoveScripts::take);
  }

  private static Take take(ScriptReply reply) {
    int looked = Math.toIntExact(unlessTakenOver(reply.number()));
    int claimed = 0;
    List<Taken> all = new ArrayList<>();
    while (reply.hasMore()) {
      String user = reply.text();
      String name = reply.text();
      if (name.equals(CLAIMED)) {
        claimed++;
        continue;
      }
      long before = reply.number();
      long left = reply.number();
      long score = reply.number();
      boolean parked = reply.number() == 1;
      String since = reply.text();
      String head = reply.text();
      List<byte[]> entries = new ArrayList<>();
      for (int i = reply.count(); i > 0; i--) {
        entries.add(reply.bytes());
      }
      all.add(new Taken(user, name, before, left, score, parked, since, head, entries));
    }
    return new Take(looked, claimed, all);
  }

  /** Puts users into their new shard; returns how many entries of each have come. */
  CompletionStage<List<Long>> put(QueueKeys keys, List<Taken> users) {
    var arguments = new ScriptArguments().text(keys.prefix()).number(term);
    for (Taken each : users) {
      arguments
          .text(each.user())
          .text(each.name())
          .number(each.before())
          .flag(each.isLast())
          .number(each.score())
          .flag(each.parked())
          .text(each.since())
          .text(each.head())
          .number(each.entries().size());
      each.entries().forEach(arguments::bytes);
    }
    return redis
        .list(
            PUT,
            List.of(
                keys.ready(),
                keys.stats(),
                keys.heads(),
                keys.parked(),
                keys.parkedSince(),
                keys.moved()),
            arguments)
        .thenApply(
            reply -> {
              List<Long> came = new ArrayList<>();
              while (reply.hasMore()) {
                came.add(reply.number());
              }
              if (came.size() < users.size()) {
                throw new TakenOverException();
              }
              return came;
            });
  }

  /** Drops what has come; returns how many users have moved as a whole. */
  CompletionStage<Long> drop(QueueKeys keys, List<Taken> users, List<Long> came) {
    var arguments = new ScriptArguments().text(keys.prefix()).number(term);
    for (int i = 0; i < users.size(); i++) {
      arguments.text(users.get(i).user()).text(users.get(i).name()).number(came.get(i));
    }
    return redis
        .number(DROP, List.of(keys.stats(), keys.moving()), arguments)
        .thenApply(MoveScripts::unlessTakenOver);
  }

  CompletionStage<Long> put(QueueKeys keys, StoredLetter letter) {
    return redis
        .number(
            PUT_LETTERS,
            letterKeys(keys),
            new ScriptArguments()
                .number(term)
                .text(letter.id())
                .number(letter.deadAtMs())
                .text(letter.list())
                .bytes(letter.text())
                .bytes(letter.entry())
                .bytes(letter.details()))
        .thenApply(MoveScripts::unlessTakenOver);
  }

  /** Drops a dead letter that has come. */
  CompletionStage<Long> drop(QueueKeys keys, StoredLetter letter) {
    return redis
        .number(DROP_LETTER, letterKeys(keys), new ScriptArguments().number(term).text(letter.id()))
        .thenApply(MoveScripts::unlessTakenOver);
  }

  private static List<String> letterKeys(QueueKeys keys) {
    return List.of(
        keys.stats(), keys.dead(), keys.unmapped(), keys.deadTexts(), keys.deadEntries());
  }

  /** Closes a shard; false if something is left there. */
  CompletionStage<Boolean> close(QueueKeys keys, int shards) {
    return redis
        .number(
            CLOSE,
            List.of(
                keys.ready(),
                keys.stats(),
                keys.parked(),
                keys.dead(),
                keys.unmapped(),
                keys.moving(),
                keys.profiles(),
                keys.profilesBefore(),
                keys.deliveries()),
            new ScriptArguments().number(shards).number(term))
        .thenApply(closed -> unlessTakenOver(closed) == 1);
  }
}
