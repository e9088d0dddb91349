package dev.segmentnovu.queue.history;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;

/**
 * Adds up immutable values by key, for a bounded number of keys. Keys leave in the order in which
 * they came, so that none waits behind others that come again and again. Thread-safe.
 */
final class BoundedTallies<K, V> {

  private final int most;

  /** Guarded by itself. */
  private final Map<K, V> tallies = new LinkedHashMap<>();

  BoundedTallies(int most) {
    this.most = most;
  }

  /** Adds a value; false if the key is new and there are too many. */
  boolean add(K key, V value, BinaryOperator<V> sum) {
    synchronized (tallies) {
      if (tallies.size() >= most && !tallies.containsKey(key)) {
        return false;
      }
      tallies.merge(key, value, sum);
      return true;
    }
  }

  /** Adds a value whatever the number of keys is. */
  void force(K key, V value, BinaryOperator<V> sum) {
    synchronized (tallies) {
      tallies.merge(key, value, sum);
    }
  }

  /** Removes and returns the values of the {@code limit} oldest keys. */
  List<V> take(int limit) {
    List<V> taken = new ArrayList<>();
    synchronized (tallies) {
      for (Iterator<V> values = tallies.values().iterator();
          values.hasNext() && taken.size() < limit; ) {
        taken.add(values.next());
        values.remove();
      }
    }
    return taken;
  }
}
