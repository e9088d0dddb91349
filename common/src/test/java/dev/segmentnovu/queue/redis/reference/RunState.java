package dev.segmentnovu.queue.redis.reference;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** What the steps of a {@link RandomRun} share. */
final class RunState {

  final SplittableRandom random;
  final String source;
  final QueueModel model;
  final List<String> deadLetterIds = new ArrayList<>();

  /** The time in Redis, ms. */
  long now = 1_700_000_000_000L;

  private final Map<String, Integer> counts;
  private final Deque<String> history = new ArrayDeque<>();
  private int ids;

  RunState(SplittableRandom random, String source, QueueModel model, Map<String, Integer> counts) {
    this.random = random;
    this.source = source;
    this.model = model;
    this.counts = counts;
  }

  /** How many ids were made. */
  int ids() {
    return ids;
  }

  /** Makes a number that no other id has. */
  int nextId() {
    return ++ids;
  }

  void said(String what, Object details) {
    counts.merge(what, 1, Integer::sum);
    history.addLast(what + " " + details);
    if (history.size() > 40) {
      history.removeFirst();
    }
  }

  <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  /** The latest steps, a line each. */
  String lastSteps() {
    return String.join("\n", history);
  }
}
