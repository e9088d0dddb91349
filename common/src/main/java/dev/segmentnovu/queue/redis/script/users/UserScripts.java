package dev.segmentnovu.queue.redis.script.users;

import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.admin.users.Users.RetryResult;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.client.Script;
import dev.segmentnovu.queue.redis.client.ScriptArguments;
import dev.segmentnovu.queue.redis.client.ScriptReply;
import dev.segmentnovu.queue.redis.script.DeadLetterCodec;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The scripts that read and change single users. Each stage fails with {@link
 * QueueUnavailableException}.
 */
public final class UserScripts {

  private static final Script READ = Script.load("read_user");
  private static final Script RETRY = Script.load("retry_user");
  private static final Script SKIP = Script.load("skip_user");
  private static final Script FORGET = Script.load("forget_user");
  private static final Script SCAN = Script.load("scan_users");
  private static final Script LIST_PARKED = Script.load("list_parked");

  /** The cursor with which a scan begins and ends. */
  public static final String FIRST_CURSOR = "0";

  /** Asks {@link #forget} for all events that wait now. */
  public static final long ALL = -1;

  /** After so many bytes no further event is read, so that Redis serves others meanwhile. */
  private static final int MAX_BYTES = 250_000;

  private final RedisConnection redis;

  /** The scripts on {@code redis}. */
  public UserScripts(RedisConnection redis) {
    this.redis = redis;
  }

  /**
   * Where a user stands.
   *
   * @param nowMs the time of Redis
   * @param readyMs from when on it may be claimed; negative if it is not in {@code ready}
   * @param parkedMs the same of {@code parked}
   * @param waiting events that wait
   * @param head the text of the head, see {@code prelude/users.lua}; empty if nothing is known of
   *     it
   * @param entries some of its events
   */
  public record Row(
      long nowMs, long readyMs, long parkedMs, long waiting, String head, List<byte[]> entries) {

    private static final int STATE = 5;

    /** Whether a worker holds the user, also after the lease has lapsed. */
    public boolean isHeld() {
      return !head.isEmpty() && !head.startsWith("- ");
    }

    /** The retry state of the head; empty if there is none. */
    public String retryState() {
      String[] parts = head.split(" ", STATE);
      return parts.length == STATE ? parts[STATE - 1] : "";
    }
  }

  /**
   * Reads a user.
   *
   * @param from events at the front to pass over
   * @param most events at most; fewer if they are large
   */
  public CompletionStage<Row> read(QueueKeys keys, String orderingKey, int from, int most) {
    return redis
        .list(
            READ,
            List.of(keys.ready(), keys.parked(), keys.heads()),
            new ScriptArguments()
                .text(keys.prefix())
                .text(orderingKey)
                .number(from)
                .number(most)
                .number(MAX_BYTES))
        .thenApply(UserScripts::row);
  }

  private static Row row(ScriptReply reply) {
    long now = reply.number();
    long ready = reply.number();
    long parked = reply.number();
    long waiting = reply.number();
    String head = reply.text();
    List<byte[]> entries = new ArrayList<>();
    while (reply.hasMore()) {
      entries.add(reply.bytes());
    }
    return new Row(now, ready, parked, waiting, head, entries);
  }

  /** Makes a user due. */
  public CompletionStage<RetryResult> retry(QueueKeys keys, String orderingKey) {
    return redis
        .number(
            RETRY,
            List.of(keys.ready(), keys.parked(), keys.heads()),
            new ScriptArguments().text(orderingKey).text(QueueKeys.dueChannel(keys.source())))
        .thenApply(
            reply ->
                switch (reply.intValue()) {
                  case 1 -> RetryResult.DUE;
                  case 2 -> RetryResult.CLAIMED;
                  case 3 -> RetryResult.PARKED;
                  default -> RetryResult.NOTHING_WAITS;
                });
  }

  /** The outcome of a skip. */
  public enum Skipped {
    /** The head is the dead letter now. */
    DONE,
    /** Another event is the head, or none. */
    CHANGED,
    /** A worker holds the user. */
    HELD
  }

  /**
   * Moves a user's head to the dead letters.
   *
   * @param entry the head as it was read
   */
  public CompletionStage<Skipped> skip(
      QueueKeys keys, String orderingKey, byte[] entry, DeadLetter deadLetter) {
    return redis
        .number(
            SKIP,
            keys.ofEvents(),
            new ScriptArguments()
                .text(keys.prefix())
                .text(orderingKey)
                .bytes(entry)
                .text(deadLetter.id())
                .number(deadLetter.deadAt().toEpochMilli())
                .bytes(DeadLetterCodec.settled(deadLetter))
                .text(QueueKeys.dueChannel(keys.source())))
        .thenApply(
            reply ->
                switch (reply.intValue()) {
                  case 1 -> Skipped.DONE;
                  case 2 -> Skipped.HELD;
                  default -> Skipped.CHANGED;
                });
  }

  /**
   * What a step of forgetting did.
   *
   * @param forgotten events that were forgotten
   * @param left events that are left to forget
   */
  public record Step(long forgotten, long left) {}

  /**
   * Forgets some of a user's events.
   *
   * @param most {@link #ALL}, or {@link Step#left} of the call before
   */
  public CompletionStage<Step> forget(QueueKeys keys, String orderingKey, long most) {
    return redis
        .list(
            FORGET,
            List.of(
                keys.ready(),
                keys.stats(),
                keys.parked(),
                keys.parkedSince(),
                keys.heads(),
                keys.profiles(),
                keys.profilesBefore(),
                keys.profilesForgotten()),
            new ScriptArguments()
                .text(keys.prefix())
                .text(orderingKey)
                .number(most)
                .text(QueueKeys.dueChannel(keys.source())))
        .thenApply(reply -> new Step(reply.number(), reply.number()));
  }

  /** Ordering keys that a step of a scan found; {@link #FIRST_CURSOR} as the cursor at the end. */
  public record Names(String nextCursor, List<String> names) {}

  /**
   * Names some of the users whose ordering keys begin with {@code start}.
   *
   * @param set {@link QueueKeys#ready} or {@link QueueKeys#parked}
   */
  public CompletionStage<Names> scan(String set, String start, String cursor) {
    return redis
        .list(SCAN, List.of(set), new ScriptArguments().text(cursor).text(start))
        .thenApply(
            reply -> {
              String next = reply.text();
              List<String> names = new ArrayList<>();
              while (reply.hasMore()) {
                names.add(reply.text());
              }
              return new Names(next, names);
            });
  }

  /**
   * A parked user of a shard.
   *
   * @param sinceMs when it was parked; negative if that is not known
   */
  public record Parked(String orderingKey, long waiting, long sinceMs) {}

  /** Lists parked users of one shard. */
  public CompletionStage<List<Parked>> parked(QueueKeys keys, long from, int most) {
    return redis
        .list(
            LIST_PARKED,
            List.of(keys.parked(), keys.parkedSince(), keys.heads()),
            new ScriptArguments().text(keys.prefix()).number(from).number(most))
        .thenApply(
            reply -> {
              List<Parked> parked = new ArrayList<>();
              while (reply.hasMore()) {
                parked.add(new Parked(reply.text(), reply.number(), reply.number()));
              }
              return parked;
            });
  }
}
