package dev.segmentnovu.relay.cli.http;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes buffers to an output stream on a worker thread, in order. It asks for a pause while many
 * wait. Used on one event loop.
 */
final class OutputSink implements WriteStream<Buffer> {

  private static final int MOST_WAITING = 16;

  private final Vertx vertx;
  private final OutputStream out;
  private int waiting;
  private @Nullable Handler<Throwable> failed;
  private @Nullable Handler<Void> drained;

  OutputSink(Vertx vertx, OutputStream out) {
    this.vertx = vertx;
    this.out = out;
  }

  @Override
  public Future<Void> write(Buffer data) {
    waiting++;
    return vertx
        .<Void>executeBlocking(
            () -> {
              out.write(data.getBytes());
              return null;
            })
        .onComplete(this::written);
  }

  private void written(AsyncResult<Void> done) {
    waiting--;
    if (done.failed() && failed != null) {
      failed.handle(done.cause());
    }
    if (waiting <= MOST_WAITING / 2 && drained != null) {
      Handler<Void> handler = drained;
      drained = null;
      handler.handle(null);
    }
  }

  @Override
  public Future<Void> end() {
    // blocking work of one context runs in order, so this ends after all writes
    return vertx.executeBlocking(() -> null);
  }

  @Override
  public boolean writeQueueFull() {
    return waiting >= MOST_WAITING;
  }

  @Override
  public WriteStream<Buffer> setWriteQueueMaxSize(int maxSize) {
    return this;
  }

  @Override
  public WriteStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
    failed = handler;
    return this;
  }

  @Override
  public WriteStream<Buffer> drainHandler(@Nullable Handler<Void> handler) {
    drained = handler;
    return this;
  }
}
