package dev.segmentnovu.relay;

import dev.segmentnovu.queue.RedisEventQueue;
import io.netty.channel.EventLoop;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A verticle with a Redis client of its own, on its own event loop. What it asks of Redis, and what
 * it is answered, changes no thread: waking another one costs more than most of what is asked.
 */
final class LoopLocal implements Deployable {
  private final RedisEventQueue shared;
  private final Function<RedisEventQueue, Deployable> make;
  private @Nullable RedisEventQueue own;
  private @Nullable Deployable verticle;

  /**
   * A verticle that is made when its event loop is known.
   *
   * @param shared the queue, through whatever client
   * @param make makes the verticle with the queue through its own client, which is closed when the
   *     verticle is undeployed
   */
  LoopLocal(RedisEventQueue shared, Function<RedisEventQueue, Deployable> make) {
    this.shared = shared;
    this.make = make;
  }

  @Override
  public Future<?> deploy(Context context) {
    EventLoop loop = ((ContextInternal) context).nettyEventLoop();
    return context
        .executeBlocking(() -> shared.on(loop))
        .compose(
            connected -> {
              own = connected;
              verticle = make.apply(connected);
              return deployed(verticle, context)
                  .recover(failure -> closed(context).transform(c -> Future.failedFuture(failure)));
            });
  }

  private static Future<?> deployed(Deployable verticle, Context context) {
    try {
      return verticle.deploy(context);
    } catch (Exception e) {
      return Future.failedFuture(e);
    }
  }

  @Override
  public Future<?> undeploy(Context context) throws Exception {
    return verticle == null
        ? Future.succeededFuture()
        : verticle.undeploy(context).eventually(() -> closed(context));
  }

  /** Closes the client, which blocks. */
  private Future<Void> closed(Context context) {
    return context.executeBlocking(
        () -> {
          if (own != null) {
            own.close();
          }
          return null;
        });
  }
}
