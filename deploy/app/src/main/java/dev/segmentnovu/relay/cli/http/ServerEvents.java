package dev.segmentnovu.relay.cli.http;

import dev.segmentnovu.relay.runtime.exit.CannotRunException;
import dev.segmentnovu.relay.runtime.exit.ExitCode;
import io.vertx.core.streams.ReadStream;
import io.vertx.ext.web.codec.SseEvent;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The events that a server sends, from the event loop to the thread of a command. If the command is
 * slower than the server, the latest events are dropped and counted, so memory is bounded.
 */
public final class ServerEvents {

  private static final int MOST_WAITING = 10_000;

  /** What comes next. */
  public sealed interface Next {

    /** Returns what the function of this case returns. */
    <R> R match(Function<Event, R> event, Function<Ended, R> ended);

    /**
     * An event.
     *
     * @param name its type
     * @param data its text
     */
    record Event(String name, String data) implements Next {
      @Override
      public <R> R match(Function<Event, R> event, Function<Ended, R> ended) {
        return event.apply(this);
      }
    }

    /**
     * The stream has ended; nothing follows.
     *
     * @param how the answer without its body, or why there is none
     */
    record Ended(Exchange how) implements Next {
      @Override
      public <R> R match(Function<Event, R> event, Function<Ended, R> ended) {
        return ended.apply(this);
      }
    }
  }

  // one place is kept for the end
  private final LinkedBlockingQueue<Next> queue = new LinkedBlockingQueue<>(MOST_WAITING + 1);
  private final AtomicLong dropped = new AtomicLong();

  ServerEvents() {}

  void read(ReadStream<SseEvent> stream) {
    stream.handler(this::add);
  }

  private void add(SseEvent event) {
    if (queue.size() >= MOST_WAITING) {
      dropped.incrementAndGet();
      return;
    }
    String name = event.event() == null ? "message" : event.event();
    String data = event.data() == null ? "" : event.data();
    queue.add(new Next.Event(name, data));
  }

  void end(Exchange how) {
    queue.add(new Next.Ended(how));
  }

  /** How many events were dropped since the last call of this method. */
  public long takeDropped() {
    return dropped.getAndSet(0);
  }

  /**
   * Waits for the next event or the end.
   *
   * @return null if nothing came within {@code millis}
   */
  public @Nullable Next next(long millis) {
    try {
      return queue.poll(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotRunException(ExitCode.FAILED, "Interrupted");
    }
  }
}
