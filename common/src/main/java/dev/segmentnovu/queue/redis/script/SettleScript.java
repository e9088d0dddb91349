package dev.segmentnovu.queue.redis.script;

import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.FinishedEvent;
import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.SettleResult;
import dev.segmentnovu.queue.Settlement;
import dev.segmentnovu.queue.Settlement.Next;
import dev.segmentnovu.queue.Settlement.Settled;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.client.Script;
import dev.segmentnovu.queue.redis.client.ScriptArguments;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** {@code settle.lua}: applies settlements. */
public final class SettleScript {

  private static final Script SCRIPT = Script.load("settle");

  private static final int OVERHEAD_BYTES = 40;

  /** In place of a number of finished events: what is remembered of them stays as it is. */
  private static final long UNTOUCHED = -1;

  private final RedisConnection redis;
  private final Duration lease;
  private final long remembered;
  private volatile boolean forgetsDeliveries;

  /**
   * Settles through {@code redis}.
   *
   * @param deliveries how many finished events a source remembers
   * @param shards into which the source's queue is divided
   */
  public SettleScript(RedisConnection redis, Duration lease, int deliveries, int shards) {
    this.redis = redis;
    this.lease = lease;
    remembered = ShardKeys.partOf(deliveries, shards);
    // what was remembered before it was switched off is personal data that nobody needs any more
    forgetsDeliveries = deliveries == 0;
  }

  /** A settlement as the script takes it; its dead letters are encoded once. */
  public static final class Item {
    private final String orderingKey;
    private final long settledBytes;
    private final byte[] text;
    private final List<DeadLetter> deadLetters;
    private final List<byte[]> deadLetterTexts;
    private final List<byte[]> finished;
    private final long rememberedMs;

    private Item(Settlement settlement) {
      orderingKey = settlement.user().orderingKey();
      settledBytes = settledBytes(settlement);
      finished = finished(settlement.settled());
      text = text(settlement, finished.size()).getBytes(StandardCharsets.UTF_8);
      deadLetters = deadLetters(settlement.settled());
      deadLetterTexts = deadLetters.stream().map(DeadLetterCodec::settled).toList();
      rememberedMs = rememberedMs(settlement);
    }

    /** About the bytes of its arguments. */
    public int weightBytes() {
      int bytes = OVERHEAD_BYTES + text.length;
      for (byte[] deadLetter : deadLetterTexts) {
        bytes += deadLetter.length;
      }
      for (byte[] event : finished) {
        bytes += event.length;
      }
      return bytes;
    }

    /** Whether it moves events to the dead letters. */
    public boolean hasDeadLetters() {
      return !deadLetters.isEmpty();
    }
  }

  /** {@code settlement} as the script takes it. Fails if a dead letter cannot be encoded. */
  public static Item item(Settlement settlement) {
    return new Item(settlement);
  }

  /**
   * Applies settlements in their order. Fails with {@link QueueUnavailableException}.
   *
   * @return a result for each
   */
  public CompletionStage<List<SettleResult>> run(QueueKeys keys, List<Item> items) {
    var arguments = new ScriptArguments().text(keys.prefix()).millis(lease).number(items.size());
    long rememberedMs = 0;
    for (Item item : items) {
      arguments.text(item.orderingKey);
      rememberedMs = Math.max(rememberedMs, item.rememberedMs);
    }
    items.forEach(item -> arguments.number(item.settledBytes));
    items.forEach(item -> addTexts(arguments, item));
    arguments.number(remembered > 0 || forgetsDeliveries ? remembered : UNTOUCHED);
    arguments.number(rememberedMs);
    return redis
        .text(SCRIPT, keysOf(keys), arguments)
        .thenApply(
            reply -> {
              forgetsDeliveries = false;
              return results(reply);
            });
  }

  private static List<String> keysOf(QueueKeys keys) {
    List<String> all = new ArrayList<>(keys.ofEvents());
    all.add(keys.profiles());
    all.add(keys.profilesBefore());
    all.add(keys.profilesForgotten());
    all.add(keys.deliveries());
    return all;
  }

  private static void addTexts(ScriptArguments arguments, Item item) {
    arguments.bytes(item.text);
    for (int i = 0; i < item.deadLetters.size(); i++) {
      DeadLetter deadLetter = item.deadLetters.get(i);
      arguments
          .text(deadLetter.id())
          .number(deadLetter.deadAt().toEpochMilli())
          .bytes(item.deadLetterTexts.get(i));
    }
    item.finished.forEach(arguments::bytes);
  }

  private static List<SettleResult> results(String reply) {
    List<SettleResult> results = new ArrayList<>(reply.length());
    for (int i = 0; i < reply.length(); i++) {
      results.add(
          switch (reply.charAt(i)) {
            case '1' -> SettleResult.APPLIED;
            case '2' -> SettleResult.PARKED;
            default -> SettleResult.STALE;
          });
    }
    return results;
  }

  private static String text(Settlement settlement, int finished) {
    int settled = settlement.settled().size();
    int claimed = settlement.user().entries().size();
    var text = new StringBuilder(80);
    text.append(settlement.user().token()).append(' ').append(settlement.position()).append(' ');
    text.append(next(settlement.next())).append(' ');
    text.append(Math.max(0, claimed - settlement.position() - settled)).append(' ');
    text.append(finished).append(' ');
    for (Settled event : settlement.settled()) {
      text.append(kind(event));
    }
    text.append(' ').append(profile(settlement)).append(' ');
    String retryState = retryState(settlement.next());
    return retryState == null ? text.toString() : text.append(retryState).toString();
  }

  /** What happens to the lease, and after how many ms the user is due. */
  private static String next(Next next) {
    return next.match(
        () -> "keep 0",
        () -> "release 0",
        backoff -> "backoff " + backoff.delay().toMillis(),
        fault -> "fault " + fault.delay().toMillis());
  }

  private static @Nullable String retryState(Next next) {
    return next.<@Nullable String>match(
        () -> null, () -> null, Next.Backoff::retryState, fault -> null);
  }

  private static char kind(Settled event) {
    return event.<Character>match(
        () -> 'd', () -> 's', dead -> dead.deadLetter().isUnmapped() ? 'u' : 'x');
  }

  private static String profile(Settlement settlement) {
    return settlement
        .profile()
        .match(() -> "-", () -> "!", () -> "?", written -> written.fingerprint());
  }

  /** How long the fingerprint is remembered; 0 if there is none. */
  private static long rememberedMs(Settlement settlement) {
    return settlement
        .profile()
        .<Long>match(() -> 0L, () -> 0L, () -> 0L, written -> written.remembered().toMillis());
  }

  private static List<DeadLetter> deadLetters(List<Settled> settled) {
    List<DeadLetter> deadLetters = new ArrayList<>();
    for (Settled event : settled) {
      DeadLetter deadLetter =
          event.<@Nullable DeadLetter>match(() -> null, () -> null, Settled.Dead::deadLetter);
      if (deadLetter != null) {
        deadLetters.add(deadLetter);
      }
    }
    return deadLetters;
  }

  private static List<byte[]> finished(List<Settled> settled) {
    List<byte[]> texts = new ArrayList<>();
    for (Settled event : settled) {
      FinishedEvent finished = event.finished();
      if (finished != null) {
        texts.add(finished.encode());
      }
    }
    return texts;
  }

  /** The bytes of the settled entries that the claim contains. */
  private static long settledBytes(Settlement settlement) {
    List<byte[]> entries = settlement.user().entries();
    int from = settlement.position();
    long bytes = 0;
    for (int i = from; i < Math.min(from + settlement.settled().size(), entries.size()); i++) {
      bytes += entries.get(i).length;
    }
    return bytes;
  }
}
