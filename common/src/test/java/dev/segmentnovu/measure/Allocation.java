package dev.segmentnovu.measure;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.concurrent.Callable;

/**
 * What a part of the program takes from the heap each time, and what it may take at most. Bytes and
 * not time, so a busy machine changes nothing; and what a compiler does only makes it less, so
 * neither does it matter how much of the program is compiled by then.
 *
 * @param part which, for people
 * @param most bytes per call
 * @param call does the part's work once
 */
public record Allocation(String part, long most, Callable<?> call) {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final int ROUNDS = 20;
  private static final int CALLS = 20;

  /** Fails if it takes more than it may; what it takes is printed, for the day it takes less. */
  public void assertHolds() throws Exception {
    long bytes = bytesPerCall();
    System.out.printf(Locale.ROOT, "%s: %,d bytes of %,d%n", part, bytes, most);
    assertThat(bytes).as("bytes for %s", part).isBetween(1L, most);
  }

  /**
   * The least of several rounds, as in some a class is loaded, or a buffer that the collector took
   * is made anew.
   */
  private long bytesPerCall() throws Exception {
    long least = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < CALLS; i++) {
        call.call();
      }
      least = Math.min(least, (THREADS.getCurrentThreadAllocatedBytes() - before) / CALLS);
    }
    return least;
  }

  @Override
  public String toString() {
    return part;
  }
}
