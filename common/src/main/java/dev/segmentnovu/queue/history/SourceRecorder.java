package dev.segmentnovu.queue.history;

import dev.segmentnovu.config.Secret;
import dev.segmentnovu.queue.history.failure.Failure;
import dev.segmentnovu.queue.history.failure.FailureKind;
import dev.segmentnovu.queue.history.failure.FailureTally;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Counts what happens to the events of one source in one process. Its memory is bounded: counts,
 * {@value #REJECTIONS_KEPT} rejections, {@value #FAILURES_KEPT} failure groups, {@value
 * #NAMES_KEPT} names of events and {@value #CREDENTIALS_KEPT} credentials. Thread-safe.
 */
public final class SourceRecorder {

  /** The rejections that a report carries, so that a flood of them costs nothing. */
  public static final int REJECTIONS_KEPT = 50;

  /** The failure groups that a report carries; the others wait for the next report. */
  public static final int FAILURES_PER_REPORT = 10;

  /** The names of unmapped events that a report carries; the others wait for the next report. */
  public static final int NAMES_PER_REPORT = 20;

  /** The credentials whose last use is known; more are left out. */
  public static final int CREDENTIALS_KEPT = 100;

  static final int FAILURES_KEPT = 500;
  static final int NAMES_KEPT = 1_000;

  private static final int MAX_NAME_CHARS = 200;

  /**
   * A use is noted once in so many ms: else the threads of a busy source compete for one cache
   * line.
   */
  private static final long USE_PRECISION_MS = 1_000;

  private final Map<ActivityCount, Sum> counts = new EnumMap<>(ActivityCount.class);
  private final Sum[] delays = new Sum[DelayBuckets.COUNT];
  private final AtomicReference<@Nullable QueueGauge> gauge = new AtomicReference<>();
  private final BoundedTallies<FailureKind, FailureTally> failures =
      new BoundedTallies<>(FAILURES_KEPT);
  private final BoundedTallies<String, UnmappedTally> unmapped = new BoundedTallies<>(NAMES_KEPT);
  private final Deque<Rejection> rejections = new ArrayDeque<>();
  private final Map<String, Long> rejectionCodes = new HashMap<>();
  private final Map<Secret, LastUse> writeKeys = new ConcurrentHashMap<>();
  private final Map<Secret, LastUse> sharedSecrets = new ConcurrentHashMap<>();

  /** When a credential was used last; often written, by several threads. */
  private static final class LastUse {
    final String fingerprint;
    volatile long atMs;
    private long reportedMs;

    LastUse(Credential credential) {
      fingerprint = credential.fingerprint();
    }
  }

  /** A sum that only grows. It is never reset, because a reset may lose an addition. */
  private static final class Sum {
    final LongAdder adder = new LongAdder();
    private long reported;

    /** What was added since the last call. */
    long more() {
      long before = reported;
      reported = adder.sum();
      return reported - before;
    }
  }

  SourceRecorder() {
    for (ActivityCount each : ActivityCount.values()) {
      counts.put(each, new Sum());
    }
    Arrays.setAll(delays, bucket -> new Sum());
  }

  /** Adds {@code events} to a count. */
  public void count(ActivityCount what, long events) {
    sum(what).adder.add(events);
  }

  /** An event is delivered, so long after ingest accepted it. */
  public void delivered(Duration sinceAccepted) {
    count(ActivityCount.DELIVERED, 1);
    delays[DelayBuckets.of(sinceAccepted)].adder.increment();
  }

  private Sum sum(ActivityCount what) {
    return Objects.requireNonNull(counts.get(what), "the constructor adds all");
  }

  /** An attempt failed, or an event became a dead letter. */
  public void failed(Failure failure) {
    FailureTally once = FailureTally.of(failure);
    // failures that are too many for the groups are still counted as retried or dead
    failures.add(once.kind(), once, FailureTally::plus);
  }

  /** An event has no mapped workflow. */
  public void unmapped(String event, boolean deadLetter, Instant at) {
    count(ActivityCount.UNMAPPED, 1);
    String name = Rejection.cut(event, MAX_NAME_CHARS);
    if (!unmapped.add(name, UnmappedTally.once(name, deadLetter, at), UnmappedTally::plus)) {
      unmapped.force("", UnmappedTally.once("", deadLetter, at), UnmappedTally::plus);
    }
  }

  /** Ingest rejected an event. */
  public void rejected(Rejection rejection) {
    synchronized (rejections) {
      if (rejections.size() == REJECTIONS_KEPT) {
        rejections.removeFirst();
      }
      rejections.addLast(rejection);
      rejectionCodes.merge(rejection.code(), 1L, Long::sum);
    }
  }

  /** Ingest refused a request of an unknown sender: counted, and not kept. */
  public void refusedUnknownSender(String code) {
    synchronized (rejections) {
      rejectionCodes.merge(code, 1L, Long::sum);
    }
  }

  /**
   * A sender proved with a credential that it may send. Called for each request: it allocates
   * nothing for a known credential.
   */
  public void used(Credential.Kind kind, Secret secret, long nowMs) {
    Map<Secret, LastUse> uses = kind == Credential.Kind.WRITE_KEY ? writeKeys : sharedSecrets;
    LastUse use = uses.get(secret);
    if (use == null) {
      if (uses.size() >= CREDENTIALS_KEPT) {
        return;
      }
      use = uses.computeIfAbsent(secret, unused -> new LastUse(new Credential(kind, secret)));
    }
    if (nowMs - use.atMs >= USE_PRECISION_MS) {
      use.atMs = nowMs;
    }
  }

  /** The state of the queue was sampled. */
  public void sampled(QueueGauge sample) {
    gauge.accumulateAndGet(
        sample, (before, now) -> before == null || now == null ? now : before.then(now));
  }

  /** What happened since the last report. Called by one thread at a time. */
  ActivityReport report() {
    Map<ActivityCount, Long> counted = new EnumMap<>(ActivityCount.class);
    for (ActivityCount each : ActivityCount.values()) {
      long more = sum(each).more();
      if (more != 0) {
        counted.put(each, more);
      }
    }
    var histogram = new DelayHistogram();
    for (int bucket = 0; bucket < delays.length; bucket++) {
      histogram.add(bucket, delays[bucket].more());
    }
    List<Rejection> latest;
    Map<String, Long> codes;
    synchronized (rejections) {
      latest = new ArrayList<>(rejections);
      codes = new HashMap<>(rejectionCodes);
      rejections.clear();
      rejectionCodes.clear();
    }
    return new ActivityReport(
        counted,
        histogram,
        gauge.getAndSet(null),
        failures.take(FAILURES_PER_REPORT),
        unmapped.take(NAMES_PER_REPORT),
        latest,
        codes,
        lastUses());
  }

  private Map<String, Long> lastUses() {
    Map<String, Long> changed = new HashMap<>();
    Stream.of(writeKeys, sharedSecrets)
        .flatMap(uses -> uses.values().stream())
        .forEach(
            use -> {
              long atMs = use.atMs;
              if (atMs > use.reportedMs) {
                use.reportedMs = atMs;
                changed.put(use.fingerprint, atMs);
              }
            });
    return changed;
  }
}
