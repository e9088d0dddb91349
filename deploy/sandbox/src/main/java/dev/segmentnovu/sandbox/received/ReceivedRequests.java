package dev.segmentnovu.sandbox.received;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The latest requests, oldest first, bounded in number and in bytes. Safe for use from any thread.
 */
public final class ReceivedRequests {
  private final Deque<ReceivedRequest> latest = new ArrayDeque<>();
  private final int keep;
  private final long keepBytes;
  private long sequence;
  private long bytes;

  public ReceivedRequests(int keep, long keepBytes) {
    this.keep = keep;
    this.keepBytes = keepBytes;
  }

  /** The number for the next request. */
  public synchronized long next() {
    return ++sequence;
  }

  /** The number of the latest request, 0 before the first. */
  public synchronized long last() {
    return sequence;
  }

  public synchronized void add(ReceivedRequest request) {
    latest.addLast(request);
    bytes += request.body().length;
    while (latest.size() > keep || (bytes > keepBytes && latest.size() > 1)) {
      bytes -= latest.removeFirst().body().length;
    }
  }

  /** Replaces the request of the same number, if it is still kept. */
  public synchronized void replace(ReceivedRequest request) {
    Deque<ReceivedRequest> later = new ArrayDeque<>();
    while (!latest.isEmpty() && latest.peekLast().sequence() > request.sequence()) {
      later.addFirst(latest.removeLast());
    }
    if (!latest.isEmpty() && latest.peekLast().sequence() == request.sequence()) {
      latest.removeLast();
      latest.addLast(request);
    }
    latest.addAll(later);
  }

  /** The requests with a higher number than {@code since}, at most {@code limit}, oldest first. */
  public synchronized List<ReceivedRequest> since(long since, int limit) {
    List<ReceivedRequest> found = new ArrayList<>();
    for (ReceivedRequest request : latest) {
      if (request.sequence() > since && found.size() < limit) {
        found.add(request);
      }
    }
    return found;
  }
}
