package dev.segmentnovu.queue.redis.script.scan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.admin.DeadLetters.Filter;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.client.Script;
import dev.segmentnovu.queue.redis.client.ScriptArguments;
import dev.segmentnovu.queue.redis.client.ScriptReply;
import dev.segmentnovu.queue.redis.script.EventFieldText;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** {@code scan_dead_letters.lua}: searches the dead letters of a shard, a part in each call. */
public final class ScanScript {

  private static final Script SCRIPT = Script.load("scan_dead_letters");

  /** One call examines so many at most: it takes Redis about 1 ms. */
  public static final int EXAMINED_IN_A_CALL = 400;

  /** The same where it reads the events too. */
  private static final int EVENTS_IN_A_CALL = 200;

  /** One call reads so many bytes, about, where it returns entries. */
  private static final int MAX_BYTES = 512 * 1024;

  private final RedisConnection redis;

  /** The script on {@code redis}. */
  public ScanScript(RedisConnection redis) {
    this.redis = redis;
  }

  /** Which dead letters come first. */
  public enum Order {
    /** Those that died last. */
    NEWEST_FIRST,
    /** Those that died first. */
    OLDEST_FIRST
  }

  /**
   * A dead letter that matches.
   *
   * @param text as Redis stores it; empty if there is none
   * @param entry empty if there is none, or if it was not asked for
   * @param details likewise
   */
  public record Found(DeadLetterPlace place, byte[] text, byte[] entry, byte[] details) {}

  /**
   * A part of the dead letters of a shard.
   *
   * @param inRange how many of these lists are of the period, whatever else they are
   * @param matching how many of the examined dead letters match
   * @param next where the next part begins; null at the end
   * @param found in order
   * @param tallies how many of those that match have the same members; empty if they were not asked
   *     for
   */
  public record Part(
      long inRange,
      long matching,
      @Nullable DeadLetterPlace next,
      List<Found> found,
      List<Tally> tallies) {}

  /**
   * Dead letters with the same members.
   *
   * @param members a JSON object with {@code event}, {@code workflow}, {@code reason} and {@code
   *     status}, each if it is known
   */
  public record Tally(String members, long count) {}

  /** The lists of a shard. */
  public enum Lists {
    /** Events that failed. */
    FAILED("dead"),
    /** Events for which no workflow is mapped. */
    UNMAPPED("unmapped"),
    /** Both, in one order. It takes Redis longer than to read one after the other. */
    BOTH("both");

    private final String argument;

    Lists(String argument) {
      this.argument = argument;
    }
  }

  /**
   * What one call returns.
   *
   * @param most how many dead letters at most
   * @param counts whether to go on behind them and to count those that match
   * @param entries whether to return entries and details too
   * @param tallies whether to count by members, too; then {@code most} is 0
   */
  public record Wanted(int most, boolean counts, boolean entries, boolean tallies) {

    /** Without tallies. */
    public Wanted(int most, boolean counts, boolean entries) {
      this(most, counts, entries, false);
    }

    /** Tallies and nothing else. */
    public static Wanted ofTallies() {
      return new Wanted(0, true, false, true);
    }

    private String counting() {
      return tallies ? "2" : counts ? "1" : "0";
    }
  }

  /**
   * Reads one part. Fails with {@link QueueUnavailableException}.
   *
   * @param filter its source does not count
   * @param after the place behind which to begin; null for the first part
   */
  public CompletionStage<Part> read(
      QueueKeys keys,
      Lists lists,
      Filter filter,
      Order order,
      @Nullable DeadLetterPlace after,
      Wanted wanted) {
    boolean all = wanted.counts() || readsTexts(filter);
    int examined = filter.fields().isEmpty() ? EXAMINED_IN_A_CALL : EVENTS_IN_A_CALL;
    var arguments =
        new ScriptArguments()
            .text(order == Order.NEWEST_FIRST ? "newest" : "oldest")
            .text(after == null ? "" : "" + after.deadAtMs())
            .text(after == null ? "" : after.id())
            .text(score(filter.since(), "-inf"))
            .text(score(filter.until(), "+inf"))
            .number(all ? examined : Math.min(examined, wanted.most()))
            .number(wanted.most())
            .text(lists.argument)
            .text(wanted.counting())
            .flag(wanted.entries())
            .number(MAX_BYTES)
            .text(filter.text() == null ? "" : lower(inside(filter.text())))
            .texts(members(filter))
            .texts(fields(filter));
    return redis
        .list(
            SCRIPT,
            List.of(keys.dead(), keys.unmapped(), keys.deadTexts(), keys.deadEntries()),
            arguments)
        .thenApply(reply -> part(reply, wanted));
  }

  /**
   * Counts the dead letters of a shard that match. Fails with {@link QueueUnavailableException}.
   *
   * @param filter its source does not count
   */
  public CompletionStage<Long> count(QueueKeys keys, Filter filter) {
    return count(keys, Lists.FAILED, filter, null, 0)
        .thenCompose(failed -> count(keys, Lists.UNMAPPED, filter, null, failed));
  }

  private CompletionStage<Long> count(
      QueueKeys keys, Lists list, Filter filter, @Nullable DeadLetterPlace after, long before) {
    boolean readsTexts = readsTexts(filter);
    var wanted = new Wanted(readsTexts ? 0 : 1, readsTexts, false);
    return read(keys, list, filter, Order.NEWEST_FIRST, after, wanted)
        .thenCompose(
            part -> {
              long matching = before + (readsTexts ? part.matching() : part.inRange());
              return part.next() == null || !readsTexts
                  ? CompletableFuture.completedFuture(matching)
                  : count(keys, list, filter, part.next(), matching);
            });
  }

  /** Whether a filter selects by more than source and time, so that texts must be read. */
  public static boolean readsTexts(Filter filter) {
    return filter.text() != null || !members(filter).isEmpty() || !filter.fields().isEmpty();
  }

  private static Part part(ScriptReply reply, Wanted wanted) {
    boolean entries = wanted.entries();
    long inRange = reply.number();
    long matching = reply.number();
    String ms = reply.text();
    String id = reply.text();
    List<Tally> tallies = new ArrayList<>();
    while (wanted.tallies() && reply.hasMore()) {
      tallies.add(new Tally(reply.text(), reply.number()));
    }
    List<Found> found = new ArrayList<>();
    while (reply.hasMore()) {
      String foundId = reply.text();
      var place = new DeadLetterPlace(Long.parseLong(reply.text()), foundId);
      byte[] text = reply.bytes();
      found.add(
          new Found(
              place,
              text,
              entries ? reply.bytes() : new byte[0],
              entries ? reply.bytes() : new byte[0]));
    }
    return new Part(
        inRange,
        matching,
        id.isEmpty() ? null : new DeadLetterPlace(Long.parseLong(ms), id),
        found,
        tallies);
  }

  private static String score(@Nullable Instant instant, String without) {
    return instant == null ? without : "" + instant.toEpochMilli();
  }

  /** The members that a text must have, as {@code DeadLetterCodec} writes them. */
  private static List<String> members(Filter filter) {
    List<String> members = new ArrayList<>();
    addMember(members, "reason", filter.reason());
    addMember(members, "userId", filter.userId());
    addMember(members, "messageId", filter.messageId());
    addMember(members, "event", filter.event());
    addMember(members, "workflow", filter.workflow());
    if (filter.status() != null) {
      boolean none = filter.status() == Filter.NO_STATUS;
      members.add(
          ",\"status\":"
              + (none ? JsonNodeFactory.instance.nullNode() : IntNode.valueOf(filter.status()))
              + ",");
    }
    return members;
  }

  /** The fields that an entry must have. The script tells them from members by their first byte. */
  private static List<String> fields(Filter filter) {
    return filter.fields().stream().map(EventFieldText::of).toList();
  }

  private static void addMember(List<String> members, String name, @Nullable String value) {
    if (value != null) {
      members.add(",\"" + name + "\":\"" + inside(value) + "\",");
    }
  }

  /** A JSON string without its quotes. */
  private static String inside(String text) {
    try {
      String quoted = EventCodec.JSON.writeValueAsString(TextNode.valueOf(text));
      return quoted.substring(1, quoted.length() - 1);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e); // a text: cannot fail
    }
  }

  /** In lower case as {@code string.lower} of Lua has it: A to Z only. */
  private static String lower(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] >= 'A' && bytes[i] <= 'Z') {
        bytes[i] = (byte) (bytes[i] + 'a' - 'A');
      }
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
