package dev.segmentnovu.queue.redis.reshard;

import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.reshard.MoveScripts.TakenOverException;
import dev.segmentnovu.queue.redis.script.LayoutScripts;
import dev.segmentnovu.queue.redis.script.LayoutScripts.Stored;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import dev.segmentnovu.queue.redis.script.ShardKeys;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Changes the number of shards of a queue while ingest and workers run. It may stop at any point,
 * and goes on when it is run again.
 *
 * <ol>
 *   <li>It stores the change, and fences all shards: from then on the former ones accept nothing,
 *       and no shard is claimed. Leases that workers hold go on to their end.
 *   <li>It stores the new number. Ingest accepts events into the new shards. It drops those whose
 *       message ids a former shard knows.
 *   <li>It moves each user as soon as no worker holds it: its entries go before those that came to
 *       the new shard. Then it moves the dead letters.
 *   <li>It closes the former shards and opens the new ones: workers claim again.
 * </ol>
 *
 * <p>The shards may be on two servers of a Cluster, so no step spans two shards. If it is run while
 * another run goes on, the later run takes over: it gives each shard its term, and the scripts of
 * the former run change nothing there any more. All methods block: they are for commands.
 */
public final class Resharding {

  /** How often a run tries to empty a shard. */
  private static final int PASSES = 3;

  private static final int NAME_BYTES = 8;

  private final RedisConnection redis;
  private final LayoutScripts layouts;
  private final ShardKeys shardKeys;
  private final Duration deduplication;
  private final Supplier<List<String>> blockers;
  private final SecureRandom random = new SecureRandom();

  /**
   * Changes queues in {@code redis}.
   *
   * @param deduplication how long a message id is remembered at least
   * @param blockers finds what must end before a change can begin, in words; may block
   */
  public Resharding(
      RedisConnection redis,
      ShardKeys shardKeys,
      Duration deduplication,
      Supplier<List<String>> blockers) {
    this.redis = redis;
    layouts = new LayoutScripts(redis);
    this.shardKeys = shardKeys;
    this.deduplication = deduplication;
    this.blockers = blockers;
  }

  /** How far a change has come. Belongs to the thread that runs the change. */
  public static final class Progress {
    private final int shards;
    private int shard;
    private long users;
    private long letters;

    Progress(int shards) {
      this.shards = shards;
    }

    void addUsers(long more) {
      users += more;
    }

    void addLetters(long more) {
      letters += more;
    }

    /** How many shards there were before. */
    public int shards() {
      return shards;
    }

    /** Which of them is being moved, from 1. */
    public int shard() {
      return shard;
    }

    /** Users that have moved in this run. */
    public long users() {
      return users;
    }

    /** Dead letters that have moved in this run. */
    public long letters() {
      return letters;
    }
  }

  /** The outcome of a change. */
  public sealed interface Result {

    /** The queue is in the new number of shards, and nothing is left to move. */
    record Done(int from, Progress progress) implements Result {}

    /** The queue has this number of shards already. */
    record Nothing() implements Result {}

    /**
     * The queue cannot be changed now.
     *
     * @param why and what to do, without a full stop
     */
    record Refused(String why) implements Result {}
  }

  /**
   * Changes a queue, or goes on with a change that was cut off.
   *
   * @param from the former number whose shards are emptied; empty for the present one
   * @param listener hears of the progress after each step
   * @throws CompletionException with a {@link QueueUnavailableException} where Redis does not
   *     answer
   */
  public Result run(String source, int to, OptionalInt from, Consumer<Progress> listener) {
    Stored stored = get(layouts.read(source));
    if (stored.layout().isEmpty()) {
      return new Result.Refused(
          "The queue of source "
              + source
              + " was never used: set RELAY_QUEUE_SHARDS to "
              + to
              + " before the relay starts");
    }
    StoredLayout layout = StoredLayout.parse(stored.layout());
    Optional<ReshardState> last = ReshardState.parse(stored.reshard());
    ReshardState state;
    if (last.isPresent() && last.get().moves()) {
      state = last.get().inTerm(last.get().term() + 1);
      if (state.to() != to) {
        return new Result.Refused(
            "The queue of source "
                + source
                + " is on its way from "
                + state.from()
                + " to "
                + state.to()
                + " shards. Run relay reshard --shards "
                + state.to()
                + " to the end first");
      }
    } else {
      int before = from.orElse(layout.shards());
      if (before == to) {
        return new Result.Nothing();
      }
      if (from.isPresent() && layout.shards() != to) {
        return new Result.Refused(
            "The queue of source "
                + source
                + " is in "
                + layout.shards()
                + " shards. With --from, give this number as --shards");
      }
      List<String> blocking = blockers.get();
      if (!blocking.isEmpty()) {
        return new Result.Refused(String.join("; ", blocking));
      }
      state = ReshardState.begin(before, to, last);
    }
    if (!replace(source, stored.reshard(), state)) {
      return takenOver(source);
    }
    try {
      Optional<ReshardState> fenced = fence(source, state);
      return fenced.isEmpty() ? takenOver(source) : move(source, layout, fenced.get(), listener);
    } catch (CompletionException e) {
      if (e.getCause() instanceof TakenOverException) {
        return takenOver(source);
      }
      throw e;
    }
  }

  private static Result takenOver(String source) {
    return new Result.Refused(
        "Another relay reshard has begun for source " + source + ", and goes on: let it end");
  }

  private boolean replace(String source, String expected, ReshardState state) {
    String text = state.text();
    return get(layouts.replaceReshard(source, expected, text, Duration.ZERO)).equals(text);
  }

  /**
   * Gives all shards the term of this run. A shard may have a later one than the stored change,
   * which is forgotten after some time: then this run begins a still later one. Empty if another
   * run has taken over.
   */
  private Optional<ReshardState> fence(String source, ReshardState begun) {
    List<QueueKeys> all = new ArrayList<>(shardKeys.in(source, begun.to()));
    all.addAll(shardKeys.in(source, begun.from()));
    ReshardState state = begun;
    while (true) {
      var scripts = new MoveScripts(redis, state.term());
      long latest = state.term();
      for (QueueKeys keys : all) {
        latest = Math.max(latest, get(scripts.begin(keys, state.to())));
      }
      if (latest == state.term()) {
        return Optional.of(state);
      }
      ReshardState later = state.inTerm(latest + 1);
      if (!replace(source, state.text(), later)) {
        return Optional.empty();
      }
      state = later;
    }
  }

  private Result move(
      String source, StoredLayout layout, ReshardState state, Consumer<Progress> listener) {
    var scripts = new MoveScripts(redis, state.term());
    List<QueueKeys> former = shardKeys.in(source, state.from());
    List<QueueKeys> present = shardKeys.in(source, state.to());
    Set<String> used = present.stream().map(QueueKeys::prefix).collect(Collectors.toSet());
    if (layout.shards() != state.to()) {
      String wanted = layout.changedTo(state.to()).text();
      String now = get(layouts.replaceLayout(source, layout.text(), wanted));
      if (!now.equals(wanted)) {
        return new Result.Refused(
            "Another process changed the number of shards of source "
                + source
                + " at the same time. Run the command again");
      }
    }
    var progress = new Progress(former.size());
    for (QueueKeys keys : former) {
      progress.shard++;
      var one =
          new ShardMove(redis, scripts, shardKeys, keys, present, this::name, progress, listener);
      if (!isEmptied(one, used.contains(keys.prefix()), () -> scripts.close(keys, state.to()))) {
        return new Result.Refused(
            "Shard "
                + keys.shard()
                + " of source "
                + source
                + " still holds something that cannot be moved. Run relay fsck --fix, and then this"
                + " command again");
      }
    }
    present.forEach(keys -> get(scripts.end(keys, state.to())));
    Duration kept = deduplication.multipliedBy(2).plusSeconds(1);
    get(layouts.replaceReshard(source, state.text(), state.moved().text(), kept));
    return new Result.Done(state.from(), progress);
  }

  /** Moves all that leaves a shard. False if something is left that should not be. */
  private static boolean isEmptied(
      ShardMove move, boolean stays, Supplier<CompletionStage<Boolean>> close) {
    for (int pass = 0; pass < PASSES; pass++) {
      move.run();
      if (stays || get(close.get())) {
        return true;
      }
    }
    return false;
  }

  private String name() {
    byte[] name = new byte[NAME_BYTES];
    random.nextBytes(name);
    return HexFormat.of().formatHex(name);
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }
}
