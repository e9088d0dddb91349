package dev.segmentnovu.queue.redis.script.users;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.client.Script;
import dev.segmentnovu.queue.redis.client.ScriptArguments;
import dev.segmentnovu.queue.redis.client.ScriptReply;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The scripts that look for an event by its message id. Each stage fails with {@link
 * QueueUnavailableException}.
 */
public final class SearchScripts {

  private static final Script FIND_WAITING = Script.load("find_waiting");
  private static final Script KNOWN = Script.load("known");

  /** After so many bytes no further event is read, so that Redis serves others meanwhile. */
  private static final int MAX_BYTES = 200_000;

  private final RedisConnection redis;
  private final Duration deduplication;

  /**
   * The scripts on {@code redis}.
   *
   * @param deduplication how long a message id is remembered at least
   */
  public SearchScripts(RedisConnection redis, Duration deduplication) {
    this.redis = redis;
    this.deduplication = deduplication;
  }

  /**
   * An event that waits.
   *
   * @param before events before it in its list
   */
  public record Waiting(String orderingKey, long before, byte[] entry) {}

  /**
   * A list that was not read to its end.
   *
   * @param read events at its right end that were read
   */
  public record Unread(String orderingKey, String read) {

    /** A list of which nothing was read. */
    public Unread(String orderingKey) {
      this(orderingKey, "0");
    }
  }

  /**
   * What a step of the search brought.
   *
   * @param nextCursor {@link UserScripts#FIRST_CURSOR} or empty at the end
   * @param unread lists to read before the next users
   */
  public record Step(String nextCursor, @Nullable Waiting found, List<Unread> unread) {}

  /**
   * What is looked for, and where.
   *
   * @param set the users, {@link QueueKeys#ready} or {@link QueueKeys#parked}
   * @param untilMs lists whose first event was received later are passed over; null for all lists
   */
  public record Search(QueueKeys keys, String set, String messageId, @Nullable Long untilMs) {}

  /** Looks for an event in the lists of some users, and of these only. */
  public CompletionStage<Step> findIn(Search search, List<Unread> lists) {
    return find(search, "", 0, lists);
  }

  /**
   * Looks for an event in the lists of the next users.
   *
   * @param cursor {@link UserScripts#FIRST_CURSOR} at first
   * @param users how many, about
   */
  public CompletionStage<Step> findNext(Search search, String cursor, int users) {
    return find(search, cursor, users, List.of());
  }

  private CompletionStage<Step> find(Search search, String cursor, int users, List<Unread> unread) {
    QueueKeys keys = search.keys();
    var arguments =
        new ScriptArguments()
            .text(keys.prefix())
            .bytes(afterTime(search.messageId()))
            .text(cursor)
            .number(users)
            .number(MAX_BYTES)
            .text(search.untilMs() == null ? "" : "" + search.untilMs());
    unread.forEach(list -> arguments.text(list.orderingKey()).text(list.read()));
    return redis
        .list(FIND_WAITING, List.of(search.set(), keys.heads()), arguments)
        .thenApply(SearchScripts::step);
  }

  private static Step step(ScriptReply reply) {
    String next = reply.text();
    String orderingKey = reply.text();
    long before = reply.number();
    byte[] entry = reply.bytes();
    List<Unread> unread = new ArrayList<>();
    while (reply.hasMore()) {
      unread.add(new Unread(reply.text(), reply.text()));
    }
    return new Step(
        next, entry.length == 0 ? null : new Waiting(orderingKey, before, entry), unread);
  }

  /**
   * What follows the time in the header of an entry. As {@code EntryWriter} writes it: as bytes,
   * Jackson escapes more than as a text.
   */
  private static byte[] afterTime(String messageId) {
    var out = new ByteArrayOutputStream();
    try {
      out.writeBytes(",\"id\":".getBytes(UTF_8));
      out.writeBytes(EventCodec.JSON.writeValueAsBytes(messageId));
      out.writeBytes(",\"type\":".getBytes(UTF_8));
      return out.toByteArray();
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e); // a text: cannot fail
    }
  }

  /**
   * What a shard knows of a message id.
   *
   * @param accepted whether the queue would take an event with this id for a duplicate
   * @param sinceMs an event that waits and whose id is not known was accepted before, or was put
   *     back into the queue before
   */
  public record Memory(boolean accepted, long sinceMs) {}

  /** Asks a shard for a message id. */
  public CompletionStage<Memory> memory(QueueKeys keys, String messageId) {
    return redis
        .list(
            KNOWN,
            List.of(keys.seen(), keys.seenBefore(), keys.stats()),
            new ScriptArguments().text(messageId).millis(deduplication))
        .thenApply(reply -> new Memory(reply.number() == 1, reply.number()));
  }
}
