package dev.segmentnovu.relay.runtime;

import dev.segmentnovu.queue.redis.RedisEventQueue;
import io.netty.channel.EventLoop;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Gives a verticle a Redis client on the verticle's own event loop. Commands and replies then never
 * change threads, because waking another thread costs more than most commands.
 */
final class LoopLocal implements Deployable {
  private final RedisEventQueue shared;
  private final Function<RedisEventQueue, Deployable> make;
  private @Nullable Running running;

  private record Running(RedisEventQueue own, Deployable verticle) {}

  /**
   * A verticle that is created when its event loop is known.
   *
   * @param shared the queue, through any client
   * @param make creates the verticle with the queue through the verticle's own client; the client
   *     closes when the verticle is undeployed
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
            own -> {
              var made = new Running(own, make.apply(own));
              running = made;
              return deployed(made.verticle, context)
                  .recover(
                      failure -> closed(own, context).transform(c -> Future.failedFuture(failure)));
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
    Running stopping = running;
    return stopping == null
        ? Future.succeededFuture()
        : stopping.verticle.undeploy(context).eventually(() -> closed(stopping.own, context));
  }

  /** Closes the client. Blocks. */
  private static Future<Void> closed(RedisEventQueue own, Context context) {
    return context.executeBlocking(
        () -> {
          own.close();
          return null;
        });
  }
}
