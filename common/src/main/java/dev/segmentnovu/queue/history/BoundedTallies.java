package dev.segmentnovu.queue.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BinaryOperator;

/** Adds up immutable values by key, for a bounded number of keys. Thread-safe. */
final class BoundedTallies<K, V> {

  private final int most;
  private final Map<K, V> tallies = new ConcurrentHashMap<>();

  BoundedTallies(int most) {
    this.most = most;
  }

  /** Adds a value; false if the key is new and there are too many. */
  boolean add(K key, V value, BinaryOperator<V> sum) {
    // threads that add new keys at the same moment may exceed the bound by their number
    if (tallies.size() >= most && !tallies.containsKey(key)) {
      return false;
    }
    force(key, value, sum);
    return true;
  }

  /** Adds a value whatever the number of keys is. */
  void force(K key, V value, BinaryOperator<V> sum) {
    tallies.merge(key, value, sum);
  }

  /** Removes and returns the values of at most {@code limit} keys. */
  List<V> take(int limit) {
    List<V> taken = new ArrayList<>();
    for (K key : tallies.keySet().stream().limit(limit).toList()) {
      V value = tallies.remove(key);
      if (value != null) {
        taken.add(value);
      }
    }
    return taken;
  }
}
