package dev.segmentnovu.queue.redis.script.users;

import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.admin.EventField;
import dev.segmentnovu.queue.admin.users.WaitingEvents;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.client.Script;
import dev.segmentnovu.queue.redis.client.ScriptArguments;
import dev.segmentnovu.queue.redis.client.ScriptReply;
import dev.segmentnovu.queue.redis.script.EventFieldText;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The scripts that read events that wait. Each stage fails with {@link QueueUnavailableException}.
 */
public final class WaitingScripts {

  private static final Script LATEST = Script.load("latest_waiting");
  private static final Script SEARCH = Script.load("search_waiting");

  /** After so many bytes no further event is read, so that Redis serves others meanwhile. */
  private static final int MAX_BYTES = 250_000;

  private final RedisConnection redis;

  /** The scripts on {@code redis}. */
  public WaitingScripts(RedisConnection redis) {
    this.redis = redis;
  }

  /** An event that waits, with its ordering key. */
  public record Waiting(String orderingKey, byte[] entry) {}

  /** Reads the last events of some users of a shard, at most {@code most}. */
  public CompletionStage<List<Waiting>> latest(QueueKeys keys, int most) {
    return redis
        .list(
            LATEST,
            List.of(keys.ready()),
            new ScriptArguments().text(keys.prefix()).number(most).number(MAX_BYTES))
        .thenApply(WaitingScripts::waiting);
  }

  /**
   * What a step of a search brought.
   *
   * @param nextCursor {@link UserScripts#FIRST_CURSOR} or empty at the end
   * @param unread ordering keys of lists to read before the next users
   */
  public record Step(String nextCursor, List<Waiting> found, List<String> unread) {}

  /**
   * Looks for fields in the latest events of some users.
   *
   * @param set the users, {@link QueueKeys#ready} or {@link QueueKeys#parked}
   * @param fields of which an event must have one
   * @param cursor {@link UserScripts#FIRST_CURSOR} at first; empty to read only {@code unread}
   */
  public CompletionStage<Step> search(
      QueueKeys keys, String set, List<EventField> fields, String cursor, List<String> unread) {
    var arguments =
        new ScriptArguments()
            .text(keys.prefix())
            .text(cursor)
            .number(MAX_BYTES)
            .number(WaitingEvents.LATEST)
            .number(fields.size())
            .texts(fields.stream().map(EventFieldText::of).toList())
            .texts(unread);
    return redis.list(SEARCH, List.of(set), arguments).thenApply(WaitingScripts::step);
  }

  private static Step step(ScriptReply reply) {
    String next = reply.text();
    int count = reply.count();
    List<Waiting> found = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      found.add(new Waiting(reply.text(), reply.bytes()));
    }
    List<String> unread = new ArrayList<>();
    while (reply.hasMore()) {
      unread.add(reply.text());
    }
    return new Step(next, found, unread);
  }

  private static List<Waiting> waiting(ScriptReply reply) {
    List<Waiting> waiting = new ArrayList<>();
    while (reply.hasMore()) {
      waiting.add(new Waiting(reply.text(), reply.bytes()));
    }
    return waiting;
  }
}
