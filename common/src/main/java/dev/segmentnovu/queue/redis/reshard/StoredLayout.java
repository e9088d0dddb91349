package dev.segmentnovu.queue.redis.reshard;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * In how many shards a source's queue is, as Redis stores it: {@code 6 1 3} is a queue in 6 shards
 * that was in 1 and 3 before.
 *
 * @param shards the present number
 * @param before former numbers, sorted
 */
public record StoredLayout(int shards, Set<Integer> before) {

  /** Reads a text that {@code layout.lua} returned and that is not empty. */
  public static StoredLayout parse(String text) {
    List<Integer> numbers = Arrays.stream(text.split(" ")).map(Integer::valueOf).toList();
    return new StoredLayout(numbers.get(0), new TreeSet<>(numbers.subList(1, numbers.size())));
  }

  /** The same queue after a change to {@code number} shards. */
  public StoredLayout changedTo(int number) {
    Set<Integer> all = new TreeSet<>(before);
    all.add(shards);
    all.remove(number);
    return new StoredLayout(number, all);
  }

  /** What Redis stores. */
  public String text() {
    return shards + before.stream().map(each -> " " + each).collect(Collectors.joining());
  }
}
