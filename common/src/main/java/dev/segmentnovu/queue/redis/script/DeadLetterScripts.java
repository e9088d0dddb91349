package dev.segmentnovu.queue.redis.script;

import dev.segmentnovu.config.RelayConfig.AtBound;
import dev.segmentnovu.config.RelayConfig.Bounds;
import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.admin.DeadLetters.Whole;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.client.Script;
import dev.segmentnovu.queue.redis.client.ScriptArguments;
import dev.segmentnovu.queue.redis.client.ScriptReply;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The scripts that read, delete and trim dead letters. Each stage fails with {@link
 * QueueUnavailableException}.
 */
public final class DeadLetterScripts {

  private static final Script READ = Script.load("read_dead_letter");
  private static final Script READ_MANY = Script.load("read_dead_letters");
  private static final Script DELETE = Script.load("delete_dead_letter");
  private static final Script TRIM = Script.load("trim_dead_letters");

  /** {@code trim_dead_letters.lua} evicts at most this many in one call. */
  public static final int EVICTED_IN_A_CALL = 200;

  private final RedisConnection redis;

  /** The scripts on {@code redis}. */
  public DeadLetterScripts(RedisConnection redis) {
    this.redis = redis;
  }

  /** The two kinds of dead letters; each has bounds of its own. */
  public enum Kind {
    /** Events that failed. */
    FAILED("dead-bytes", ""),
    /** Events for which no workflow is mapped. */
    UNMAPPED("unmapped-bytes", "evicted-unmapped");

    private final String bytesCounter;
    private final String evictedCounter;

    Kind(String bytesCounter, String evictedCounter) {
      this.bytesCounter = bytesCounter;
      this.evictedCounter = evictedCounter;
    }

    String key(QueueKeys keys) {
      return this == FAILED ? keys.dead() : keys.unmapped();
    }
  }

  /** Reads a dead letter in full; empty if there is none of that id that can be read. */
  public CompletionStage<Optional<Whole>> read(QueueKeys keys, String id) {
    return redis
        .list(READ, List.of(keys.deadTexts(), keys.deadEntries()), new ScriptArguments().text(id))
        .thenApply(DeadLetterScripts::whole);
  }

  private static Optional<Whole> whole(ScriptReply reply) {
    if (!reply.hasMore()) {
      return Optional.empty();
    }
    byte[] text = reply.bytes();
    byte[] entry = reply.bytes();
    return DeadLetterCodec.read(text, reply.bytes())
        .map(deadLetter -> new Whole(deadLetter, entry));
  }

  /**
   * A dead letter as it is stored.
   *
   * @param list {@code dead} or {@code unmapped}
   * @param text empty if there is none
   * @param entry empty if there is none
   * @param details empty if there are none
   */
  public record StoredLetter(
      String id, long deadAtMs, String list, byte[] text, byte[] entry, byte[] details) {}

  /**
   * Some dead letters.
   *
   * @param lookedUp how many of the ids were looked up, from the first
   * @param letters those of them that there are
   */
  public record StoredLetters(int lookedUp, List<StoredLetter> letters) {}

  /**
   * Reads dead letters in full, in the order of their ids.
   *
   * @param ids at most 250, so that the call takes Redis about 1 ms
   * @param limit so many at most, at least 1
   * @param maxBytes so many bytes, about; at least one dead letter
   */
  public CompletionStage<StoredLetters> read(
      QueueKeys keys, List<String> ids, int limit, int maxBytes) {
    return redis
        .list(
            READ_MANY,
            List.of(keys.dead(), keys.unmapped(), keys.deadTexts(), keys.deadEntries()),
            new ScriptArguments().number(limit).number(maxBytes).texts(ids))
        .thenApply(DeadLetterScripts::stored);
  }

  private static StoredLetters stored(ScriptReply reply) {
    int lookedUp = reply.count();
    List<StoredLetter> letters = new ArrayList<>();
    while (reply.hasMore()) {
      letters.add(
          new StoredLetter(
              reply.text(),
              reply.number(),
              reply.text(),
              reply.bytes(),
              reply.bytes(),
              reply.bytes()));
    }
    return new StoredLetters(lookedUp, letters);
  }

  /** Deletes a dead letter. False if there is none of that id. */
  public CompletionStage<Boolean> delete(QueueKeys keys, String id) {
    return redis
        .number(
            DELETE,
            List.of(
                keys.stats(), keys.dead(), keys.deadTexts(), keys.deadEntries(), keys.unmapped()),
            new ScriptArguments().text(id))
        .thenApply(deleted -> deleted == 1);
  }

  /**
   * Evicts the oldest dead letters of one kind that exceed this shard's part of {@code bounds}.
   *
   * @return how many were evicted; after {@link #EVICTED_IN_A_CALL} there may be more
   */
  public CompletionStage<Long> trim(QueueKeys keys, Kind kind, Bounds bounds) {
    boolean evicts = bounds.atBound() == AtBound.EVICT_OLDEST;
    return redis.number(
        TRIM,
        List.of(keys.stats(), kind.key(keys), keys.deadTexts(), keys.deadEntries()),
        new ScriptArguments()
            .text(kind.bytesCounter)
            .number(evicts ? ShardKeys.partOf(bounds.count(), keys.shards()) : Long.MAX_VALUE)
            .number(evicts ? ShardKeys.partOf(bounds.bytes(), keys.shards()) : Long.MAX_VALUE)
            .millis(bounds.age())
            .text(kind.evictedCounter));
  }
}
