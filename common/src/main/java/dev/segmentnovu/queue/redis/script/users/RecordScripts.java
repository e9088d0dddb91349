package dev.segmentnovu.queue.redis.script.users;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.client.Script;
import dev.segmentnovu.queue.redis.client.ScriptArguments;
import dev.segmentnovu.queue.redis.client.ScriptReply;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The scripts that forget dead letters, and find and forget finished events, by their ids. Each
 * stage fails with {@link QueueUnavailableException}.
 */
public final class RecordScripts {

  private static final Script FORGET_DEAD = Script.load("forget_dead_letters");
  private static final Script SCAN_DELIVERIES = Script.load("scan_deliveries");
  private static final Script FORGET_DELIVERIES = Script.load("forget_deliveries");

  /** Records of finished events that a call examines; they are small. */
  public static final int DELIVERIES_AT_ONCE = 500;

  private final RedisConnection redis;

  /** The scripts on {@code redis}. */
  public RecordScripts(RedisConnection redis) {
    this.redis = redis;
  }

  /**
   * What a step of forgetting dead letters did.
   *
   * @param nextCursor for the next call
   * @param bytes how much was read
   * @param forgotten how many were deleted
   * @param hasMore whether there is a next call
   */
  public record ForgottenStep(String nextCursor, long bytes, long forgotten, boolean hasMore) {}

  /**
   * Deletes dead letters of users, some with each call.
   *
   * @param count how many to examine, about
   */
  public CompletionStage<ForgottenStep> forgetDead(
      QueueKeys keys, Collection<String> userIds, String cursor, int count) {
    var arguments = new ScriptArguments().text(cursor).number(count);
    userIds.forEach(userId -> arguments.bytes(json(userId)));
    return redis
        .list(
            FORGET_DEAD,
            List.of(
                keys.stats(), keys.dead(), keys.deadTexts(), keys.deadEntries(), keys.unmapped()),
            arguments)
        .thenApply(
            reply ->
                new ForgottenStep(
                    reply.text(), reply.number(), reply.number(), reply.number() == 1));
  }

  /**
   * Finished events that a step of a scan found.
   *
   * @param length records that there are
   * @param oldestMs when the oldest was settled; negative if there is none
   * @param examined records that were examined; fewer than asked for at the end
   * @param records those wanted, the latest first
   */
  public record DeliveriesStep(long length, long oldestMs, int examined, List<byte[]> records) {}

  /**
   * Reads finished events, the latest first, some with each call.
   *
   * @param from records to pass over
   * @param count records to examine
   * @param userId null for any
   * @param messageId null for any
   */
  public CompletionStage<DeliveriesStep> scanDeliveries(
      QueueKeys keys, long from, int count, @Nullable String userId, @Nullable String messageId) {
    return redis
        .list(
            SCAN_DELIVERIES,
            List.of(keys.deliveries()),
            new ScriptArguments()
                .number(from)
                .number(count)
                .text(userId == null ? "" : userId)
                .text(messageId == null ? "" : messageId))
        .thenApply(
            reply -> {
              long length = reply.number();
              long oldest = reply.number();
              int examined = reply.count();
              return new DeliveriesStep(length, oldest, examined, rest(reply));
            });
  }

  /** What a step of forgetting finished events did. */
  public record ForgottenDeliveries(int examined, long forgotten) {}

  /** Forgets finished events of users, some with each call. */
  public CompletionStage<ForgottenDeliveries> forgetDeliveries(
      QueueKeys keys, Collection<String> userIds, long from) {
    return redis
        .list(
            FORGET_DELIVERIES,
            List.of(keys.deliveries()),
            new ScriptArguments().number(from).number(DELIVERIES_AT_ONCE).texts(userIds))
        .thenApply(reply -> new ForgottenDeliveries(reply.count(), reply.number()));
  }

  /** Forgets all finished events of a shard. */
  public CompletionStage<Void> forgetAllDeliveries(QueueKeys keys) {
    return redis
        .list(
            FORGET_DELIVERIES,
            List.of(keys.deliveries()),
            new ScriptArguments().number(0).number(0))
        .thenAccept(reply -> {});
  }

  private static List<byte[]> rest(ScriptReply reply) {
    List<byte[]> rest = new ArrayList<>();
    while (reply.hasMore()) {
      rest.add(reply.bytes());
    }
    return rest;
  }

  /** As {@code DeadLetterCodec} writes it: as bytes, Jackson escapes more than as a text. */
  private static byte[] json(String text) {
    try {
      return EventCodec.JSON.writeValueAsBytes(text);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e); // a text: cannot fail
    }
  }
}
