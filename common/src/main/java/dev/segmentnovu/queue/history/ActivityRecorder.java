package dev.segmentnovu.queue.history;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts in the memory of one process what happens to events. {@link ActivityFlush} writes the
 * counts to Redis. Thread-safe.
 */
public final class ActivityRecorder {

  private final Map<String, SourceRecorder> sources = new ConcurrentHashMap<>();

  /** The recorder of a source; the same object for each call with the same name. */
  public SourceRecorder source(String name) {
    SourceRecorder known = sources.get(name);
    return known == null ? sources.computeIfAbsent(name, unused -> new SourceRecorder()) : known;
  }

  /** The recorders so far, by source; changes when a source is added. */
  Map<String, SourceRecorder> sources() {
    return sources;
  }
}
