package dev.segmentnovu.queue.redis.script;

import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.OrderingKey;
import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.QueueUnavailableException.Why;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The keys of all shards of all sources, as far as this process knows in how many shards a queue
 * is. Keeps them, because to find hash tags takes time. Safe for use from any thread.
 */
public final class ShardKeys {

  private final int configured;
  private final Map<String, Map<Integer, List<QueueKeys>>> byNumber = new ConcurrentHashMap<>();
  private final Map<String, Places> places = new ConcurrentHashMap<>();

  /**
   * Where a source's events are.
   *
   * @param all all shards that may hold events; those of the former number come first while users
   *     move, so that the index of a claimed user stays right
   * @param present the shards that take new events
   * @param former for each former number whose message ids still count, its shards
   */
  private record Places(
      List<QueueKeys> all,
      List<QueueKeys> present,
      List<List<QueueKeys>> former,
      boolean isMoving) {}

  /**
   * The keys of sources with {@code configured} shards each, until {@link #place} says otherwise.
   *
   * @param configured from 1 to 256
   */
  public ShardKeys(int configured) {
    this.configured = configured;
  }

  /**
   * Stores in how many shards a source's queue is.
   *
   * @param former the numbers before, the latest first, whose message ids still count
   * @param moving whether users still move from the shards of the first of {@code former}
   */
  public void place(String source, int shards, List<Integer> former, boolean moving) {
    Places before = places.get(source);
    List<List<QueueKeys>> formerShards = former.stream().map(number -> in(source, number)).toList();
    List<QueueKeys> present = in(source, shards);
    if (before != null
        && before.present.equals(present)
        && before.former.equals(formerShards)
        && before.isMoving == moving) {
      return;
    }
    places.put(
        source,
        new Places(
            moving ? union(formerShards.get(0), present) : present, present, formerShards, moving));
  }

  private static List<QueueKeys> union(List<QueueKeys> first, List<QueueKeys> second) {
    List<QueueKeys> all = new ArrayList<>(first);
    Set<String> prefixes = new HashSet<>();
    first.forEach(keys -> prefixes.add(keys.prefix()));
    second.stream().filter(keys -> prefixes.add(keys.prefix())).forEach(all::add);
    return List.copyOf(all);
  }

  /** The keys of a source in {@code shards} shards, whatever is stored. */
  public List<QueueKeys> in(String source, int shards) {
    return byNumber
        .computeIfAbsent(source, name -> new ConcurrentHashMap<>())
        .computeIfAbsent(
            shards,
            number ->
                IntStream.range(0, number).mapToObj(i -> QueueKeys.of(source, i, number)).toList());
  }

  private Places places(String source) {
    return places.computeIfAbsent(
        source,
        name -> {
          List<QueueKeys> all = in(name, configured);
          return new Places(all, all, List.of(), false);
        });
  }

  /** The keys of a source's shards, by their number; for any source. */
  public List<QueueKeys> of(String source) {
    return places(source).all;
  }

  /** The keys of the shard that takes the events of an ordering key. */
  public QueueKeys of(String source, String orderingKey) {
    return in(places(source).present, orderingKey);
  }

  private static QueueKeys in(List<QueueKeys> shards, String orderingKey) {
    return shards.get(QueueKeys.shardOf(orderingKey, shards.size()));
  }

  /** Ordering keys of a source by the shard that they belong to. */
  public Map<QueueKeys, List<String>> byShard(String source, Collection<String> orderingKeys) {
    return orderingKeys.stream().collect(Collectors.groupingBy(key -> of(source, key)));
  }

  /**
   * Other shards that may remember the message ids of an ordering key: those that took its events
   * before the queue was divided anew.
   */
  public List<QueueKeys> former(String source, String orderingKey) {
    Places now = places(source);
    if (now.former.isEmpty()) {
      return List.of();
    }
    String present = in(now.present, orderingKey).prefix();
    return now.former.stream()
        .map(shards -> in(shards, orderingKey))
        .filter(keys -> !keys.prefix().equals(present))
        .toList();
  }

  /** Whether message ids of former shards still count. */
  public boolean hasFormer(String source) {
    return !places(source).former.isEmpty();
  }

  /** Whether users of a source move to other shards now, so that nothing may be claimed. */
  public boolean isMoving(String source) {
    return places(source).isMoving;
  }

  /**
   * Why an operator may not change events of a source now: those of one user may be in two shards.
   * Empty if nothing moves.
   */
  public Optional<QueueUnavailableException> notNow(String source) {
    return isMoving(source)
        ? Optional.of(
            new QueueUnavailableException(
                Why.MOVED,
                "relay reshard moves the users of source "
                    + source
                    + " to other shards. Try again when it has ended; if it was stopped, run it"
                    + " again",
                new IllegalStateException("moving")))
        : Optional.empty();
  }

  /**
   * The ordering key of a replay: the user's, unless that user's list is in another shard. Then the
   * event had a key of its own, and gets one again: a second list of the user would be out of order
   * with the first, and could not be parked.
   *
   * @param keys of the shard of the dead letter
   */
  public String replayKey(QueueKeys keys, DeadLetter deadLetter) {
    return QueueKeys.shardOf(deadLetter.userId(), keys.shards()) == keys.shard()
        ? deadLetter.userId()
        : OrderingKey.alone(deadLetter.userId(), deadLetter.messageId());
  }

  /** Each shard's part of {@code whole}, rounded up. */
  public static long partOf(long whole, int shards) {
    return (whole + shards - 1) / shards;
  }
}
