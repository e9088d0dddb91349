package dev.segmentnovu.queue.redis.script.scan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
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
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * {@code scan_dead_letters.lua} searches the dead letters of a shard, a part in each call; {@code
 * divide_dead_letters.lua} names the parts.
 */
public final class ScanScript {

  private static final Script SCRIPT = Script.load("scan_dead_letters");
  private static final Script DIVIDE = Script.load("divide_dead_letters");

  /** One call examines so many at most: it takes Redis about 1 ms. */
  public static final int EXAMINED_IN_A_CALL = 400;

  /** The same where it reads the events too. */
  private static final int EVENTS_IN_A_CALL = 200;

  /** One call reads so many bytes, about. */
  private static final int MAX_BYTES = 512 * 1024;

  /** One call of {@link #divide} names so many parts at most: it takes Redis less than 1 ms. */
  private static final int PARTS = 500;

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
   * @param next behind which the next part begins; null at the end of the range
   * @param found in order
   * @param tallies the dead letters that match, grouped by their members; empty unless the caller
   *     asks for them
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

  /**
   * A range of a list. Its ends need not exist any more.
   *
   * @param after the place behind which it begins; null for the beginning of the list
   * @param to the last place in it; null for the end of the list, and for {@link Lists#BOTH}
   */
  public record Range(@Nullable DeadLetterPlace after, @Nullable DeadLetterPlace to) {

    /** All behind a place; all of the list if it is null. */
    public static Range behind(@Nullable DeadLetterPlace after) {
      return new Range(after, null);
    }
  }

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
   * @param range where to begin, and where to stop
   */
  public CompletionStage<Part> read(
      QueueKeys keys, Lists lists, Filter filter, Order order, Range range, Wanted wanted) {
    boolean all = wanted.counts() || readsTexts(filter);
    int examined = filter.fields().isEmpty() ? EXAMINED_IN_A_CALL : EVENTS_IN_A_CALL;
    var arguments =
        new ScriptArguments()
            .text(order == Order.NEWEST_FIRST ? "newest" : "oldest")
            .text(ms(range.after()))
            .text(id(range.after()))
            .text(score(filter.since(), "-inf"))
            .text(score(filter.until(), "+inf"))
            .number(all ? examined : Math.min(examined, wanted.most()))
            .number(wanted.most())
            .text(lists.argument)
            .text(wanted.counting())
            .flag(wanted.entries())
            .number(MAX_BYTES)
            .text(ms(range.to()))
            .text(id(range.to()))
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
   * Divides a list into ranges from the newest to the oldest, each of which one call examines. The
   * last range has all that is left of a very long list. Fails with {@link
   * QueueUnavailableException}.
   *
   * @param lists one list
   * @param filter its source does not count
   * @param after the place behind which to begin; null to begin with the newest
   */
  public CompletionStage<List<Range>> divide(
      QueueKeys keys, Lists lists, Filter filter, @Nullable DeadLetterPlace after) {
    var arguments =
        new ScriptArguments()
            .text(ms(after))
            .text(id(after))
            .text(score(filter.since(), "-inf"))
            .text(score(filter.until(), "+inf"))
            .number(EXAMINED_IN_A_CALL)
            .number(PARTS);
    String list = lists == Lists.FAILED ? keys.dead() : keys.unmapped();
    return redis.list(DIVIDE, List.of(list), arguments).thenApply(reply -> ranges(after, reply));
  }

  private static List<Range> ranges(@Nullable DeadLetterPlace after, ScriptReply reply) {
    List<Range> ranges = new ArrayList<>();
    DeadLetterPlace from = after;
    while (reply.hasMore()) {
      var to = new DeadLetterPlace(Long.parseLong(reply.text()), reply.text());
      ranges.add(new Range(from, to));
      from = to;
    }
    ranges.add(new Range(from, null));
    return ranges;
  }

  /**
   * Whether a filter selects by more than source and time, so that texts or events must be read.
   */
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

  private static String ms(@Nullable DeadLetterPlace place) {
    return place == null ? "" : "" + place.deadAtMs();
  }

  private static String id(@Nullable DeadLetterPlace place) {
    return place == null ? "" : place.id();
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

  /**
   * A JSON string without its quotes, as {@code DeadLetterCodec} writes it: as bytes, Jackson
   * escapes more than as a text.
   */
  private static String inside(String text) {
    try {
      String quoted = new String(EventCodec.JSON.writeValueAsBytes(text), StandardCharsets.UTF_8);
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
