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

  /** The scripts on {@code redis}. */
  public SearchScripts(RedisConnection redis) {
    this.redis = redis;
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
   * Looks for an event in the lists of some users.
   *
   * @param set the users, {@link QueueKeys#ready} or {@link QueueKeys#parked}
   * @param cursor {@link UserScripts#FIRST_CURSOR} at first; null to read only {@code unread}
   */
  public CompletionStage<Step> findWaiting(
      QueueKeys keys, String set, String messageId, @Nullable String cursor, List<Unread> unread) {
    var arguments =
        new ScriptArguments()
            .text(keys.prefix())
            .bytes(afterTime(messageId))
            .text(cursor == null ? "" : cursor)
            .number(MAX_BYTES);
    unread.forEach(list -> arguments.text(list.orderingKey()).text(list.read()));
    return redis
        .list(FIND_WAITING, List.of(set, keys.heads()), arguments)
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

  /** Whether the queue would take an event with this id for a duplicate. */
  public CompletionStage<Boolean> isKnown(QueueKeys keys, String messageId) {
    return redis
        .number(
            KNOWN, List.of(keys.seen(), keys.seenBefore()), new ScriptArguments().text(messageId))
        .thenApply(known -> known == 1);
  }
}
