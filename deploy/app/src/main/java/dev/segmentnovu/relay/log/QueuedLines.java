package dev.segmentnovu.relay.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes lines to standard error in a thread of its own: a reader that stands still blocks whoever
 * writes, and an event loop must not wait for it. The lines that wait take at most {@value
 * #MAX_BYTES} bytes; the last quarter is for WARN and above. A line that does not fit is left out
 * and counted, and a later line tells how many there were. While the process ends, a call returns
 * when its line is written.
 */
final class QueuedLines extends UnsynchronizedAppenderBase<ILoggingEvent> {

  /** The bytes of the lines that may wait. */
  static final int MAX_BYTES = 4 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(QueuedLines.class);
  private static final int MAX_BYTES_BELOW_WARN = MAX_BYTES / 4 * 3;

  /** How long a call waits for its line at the end of the process. */
  private static final Duration LAST = Duration.ofSeconds(1);

  private final Encoder<ILoggingEvent> encoder;
  private final Supplier<OutputStream> target;

  /** The lines that are not written yet. It guards the members below. */
  private final Deque<byte[]> waiting = new ArrayDeque<>();

  /** The bytes in {@link #waiting}, and those of the line that is being written. */
  private int waitingBytes;

  private long leftOut;
  private boolean ending;

  private final Thread writer = daemon("log", this::write);

  /**
   * Writes to standard error.
   *
   * @param encoder makes the lines; it must have been started
   */
  QueuedLines(Encoder<ILoggingEvent> encoder) {
    this(encoder, () -> System.err);
  }

  /**
   * Writes to another target.
   *
   * @param target asked for each line
   */
  QueuedLines(Encoder<ILoggingEvent> encoder, Supplier<OutputStream> target) {
    this.encoder = encoder;
    this.target = target;
  }

  @Override
  public void start() {
    writer.start();
    try {
      Runtime.getRuntime().addShutdownHook(daemon("end of the log", this::end));
    } catch (IllegalStateException alreadyEnding) {
      end();
    }
    super.start();
  }

  private static Thread daemon(String name, Runnable work) {
    var thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  @Override
  protected void append(ILoggingEvent event) {
    byte[] line = encoder.encode(event);
    int bound = event.getLevel().isGreaterOrEqual(Level.WARN) ? MAX_BYTES : MAX_BYTES_BELOW_WARN;
    synchronized (waiting) {
      if (waitingBytes + line.length > bound) {
        leftOut++;
        return;
      }
      waiting.add(line);
      waitingBytes += line.length;
      waiting.notifyAll();
      if (ending && Thread.currentThread() != writer) {
        awaitWritten();
      }
    }
  }

  /** From now on a call returns when its line is written. Returns when all before are. */
  void end() {
    synchronized (waiting) {
      ending = true;
      awaitWritten();
    }
  }

  private void awaitWritten() {
    synchronized (waiting) {
      long end = System.nanoTime() + LAST.toNanos();
      try {
        while (waitingBytes > 0) {
          long leftMs = (end - System.nanoTime()) / 1_000_000;
          if (leftMs <= 0) {
            ending = false; // nobody reads: no later line waits as long
            return;
          }
          waiting.wait(leftMs);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void write() {
    try {
      while (true) {
        byte[] line = next();
        try {
          OutputStream out = target.get();
          out.write(line);
          out.flush();
        } catch (IOException e) {
          addError("A line could not be written", e);
        }
        written(line);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private byte[] next() throws InterruptedException {
    synchronized (waiting) {
      while (waiting.isEmpty()) {
        waiting.wait();
      }
      return waiting.remove();
    }
  }

  private void written(byte[] line) {
    long missing = 0;
    synchronized (waiting) {
      waitingBytes -= line.length;
      waiting.notifyAll();
      if (leftOut > 0 && waitingBytes <= MAX_BYTES / 2) {
        missing = leftOut;
        leftOut = 0;
      }
    }
    if (missing > 0) {
      LOG.error("{} lines are left out here: who reads the log is too slow", missing);
    }
  }
}
