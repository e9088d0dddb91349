package dev.segmentnovu.sandbox.novu;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.sandbox.environment.SandboxOptions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * The messages that triggers make, and Novu's worker, which makes them. As in Novu, the check for a
 * known {@code transactionId} takes no lock: Novu stores a trigger some time after it accepts it,
 * and a repetition in that time makes messages too.
 *
 * <p>The worker has no timer. Each method first does the work that is due by the clock, so callers
 * see no difference. Bounded like the received requests. Safe for use from any thread.
 */
public final class Messages {
  private static final int SEEN = 200_000;
  private static final int NODE_BYTES = 8;

  private final Clock clock;
  private final Duration workerDelay;
  private final Subscribers subscribers;
  private final SandboxOptions.Kept kept;

  private final Deque<Job> accepted = new ArrayDeque<>();
  private final PriorityQueue<Job> delayed = new PriorityQueue<>(Comparator.comparing(Job::due));
  private final Set<String> seen = new LinkedHashSet<>();
  private final Deque<Made> made = new ArrayDeque<>();
  private long bytes;

  public Messages(SandboxOptions options, Clock clock, Subscribers subscribers) {
    this.clock = clock;
    this.workerDelay = options.workerDelay();
    this.subscribers = subscribers;
    this.kept = options.kept();
  }

  /**
   * A workflow to run.
   *
   * @param subscriberIds for whom
   * @param delay the workflow's own delay before it sends
   */
  record Trigger(
      String workflow,
      String transactionId,
      Set<String> subscriberIds,
      JsonNode payload,
      Duration delay) {}

  private record Job(Trigger trigger, Instant stored, Instant due) {}

  private record Made(Message message, int bytes) {}

  /** Accepts a trigger. Makes nothing if its {@code transactionId} is stored already. */
  synchronized void accept(Trigger trigger) {
    work();
    if (!seen.contains(trigger.transactionId())) {
      Instant stored = clock.instant().plus(workerDelay);
      accepted.addLast(new Job(trigger, stored, stored.plus(trigger.delay())));
    }
  }

  /** Does the work that is due by the clock. */
  synchronized void work() {
    Instant now = clock.instant();
    while (!accepted.isEmpty() && !accepted.peekFirst().stored().isAfter(now)) {
      store(accepted.removeFirst());
    }
    while (!delayed.isEmpty() && !delayed.peek().due().isAfter(now)) {
      make(delayed.remove());
    }
  }

  /** Does all waiting work at once, except for the delays of workflows. */
  public synchronized void finish() {
    work();
    while (!accepted.isEmpty()) {
      store(accepted.removeFirst());
    }
  }

  private void store(Job job) {
    seen.add(job.trigger().transactionId());
    if (seen.size() > SEEN) {
      seen.remove(seen.iterator().next());
    }
    if (job.trigger().delay().isZero()) {
      make(job);
    } else {
      delayed.add(job);
    }
  }

  private void make(Job job) {
    Trigger trigger = job.trigger();
    int size = size(trigger.payload());
    for (String id : trigger.subscriberIds()) {
      var message =
          new Message(
              job.due(),
              id,
              trigger.workflow(),
              trigger.transactionId(),
              trigger.payload(),
              subscribers.hasAddress(id));
      made.addLast(new Made(message, size));
      bytes += size;
    }
    while (made.size() > kept.requests() || (bytes > kept.bytes() && made.size() > 1)) {
      bytes -= made.removeFirst().bytes();
    }
  }

  /**
   * The approximate size of a payload in bytes. It is estimated, because writing it would cost
   * more.
   */
  private static int size(JsonNode json) {
    int size = json.isTextual() ? json.textValue().length() : NODE_BYTES;
    for (var field : json.properties()) {
      size += field.getKey().length() + size(field.getValue());
    }
    if (json.isArray()) {
      for (JsonNode each : json) {
        size += size(each);
      }
    }
    return size;
  }

  /** Cancels a delayed workflow; false if there is none. */
  synchronized boolean cancel(String transactionId) {
    work();
    boolean cancelled = false;
    for (Iterator<Job> jobs = delayed.iterator(); jobs.hasNext(); ) {
      if (jobs.next().trigger().transactionId().equals(transactionId)) {
        jobs.remove();
        cancelled = true;
      }
    }
    return cancelled;
  }

  /** The messages made so far and still kept, in the order of their making. */
  public synchronized List<Message> made() {
    work();
    List<Message> messages = new ArrayList<>(made.size());
    made.forEach(each -> messages.add(each.message()));
    return messages;
  }

  /** How many triggers wait for the worker, or for the delay of their workflow. */
  public synchronized int waiting() {
    work();
    return accepted.size() + delayed.size();
  }
}
