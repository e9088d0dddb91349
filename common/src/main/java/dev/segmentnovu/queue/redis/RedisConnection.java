package dev.segmentnovu.queue.redis;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.QueueUnavailableException.Why;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.redisson.Redisson;
import org.redisson.api.RScript.ReturnType;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.client.codec.StringCodec;
import org.redisson.client.protocol.RedisCommand;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Redis, reached through Redisson: runs scripts and listens to channels. Scripts must be safe to
 * send twice.
 */
public class RedisConnection implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RedisConnection.class);

  private static final Duration BETWEEN_WARNINGS = Duration.ofSeconds(10);

  private final RelayConfig.Redis redis;
  private final @Nullable EventLoop eventLoop;

  /** When a warning was given last, by this connection or those made from it: one is enough. */
  private final AtomicLong warned;

  /** Done when Redis has answered once: from then on the client finds it again by itself. */
  private final CompletableFuture<RedissonClient> found = new CompletableFuture<>();

  /** Why Redis could not be found at the last try; null before the first. */
  private volatile @Nullable RedisProblem notFound;

  /**
   * Connects, and blocks for it: not for event loops. Where Redis does not answer it is looked for
   * in the background, and until it is found every call fails at once: so a process starts, and
   * says that it is not ready, while Redis is away.
   *
   * @param redis where it is, and what a durable script waits for
   */
  RedisConnection(RelayConfig.Redis redis) {
    this(redis, null, new AtomicLong(System.nanoTime() - BETWEEN_WARNINGS.toNanos()));
  }

  /** The same Redis, through a client of its own on {@code eventLoop}; blocks likewise. */
  RedisConnection on(EventLoop eventLoop) {
    return new RedisConnection(redis, eventLoop, warned);
  }

  private RedisConnection(
      RelayConfig.Redis redis, @Nullable EventLoop eventLoop, AtomicLong warned) {
    this.redis = redis;
    this.warned = warned;
    this.eventLoop = eventLoop;
    if (!find()) {
      var looking = new Thread(this::lookFor, "redis-connect");
      looking.setDaemon(true);
      looking.start();
    }
  }

  /**
   * Redisson connects to an address only after a Redis has answered there and accepted us, because
   * it logs a stack trace for each failure. Each try uses a new client: a failed one keeps its
   * addresses, and might look for ever for a primary that has been replaced since.
   */
  private boolean find() {
    Optional<RedisProblem> problem = RedisProbe.ask(redis.address());
    if (problem.isPresent()) {
      notFound = problem.get();
      return found.isDone();
    }
    try {
      RedissonClient client = RedisClients.connect(redis.address(), eventLoop);
      if (!found.complete(client)) {
        client.shutdown(0, 2, TimeUnit.SECONDS);
      }
    } catch (RuntimeException e) {
      notFound = RedisProblem.of(e);
      LOG.debug("Redis cannot be asked yet", e);
    }
    return found.isDone();
  }

  private void lookFor() {
    while (!found.isDone()) {
      long now = System.nanoTime();
      long last = warned.get();
      if (now - last >= BETWEEN_WARNINGS.toNanos() && warned.compareAndSet(last, now)) {
        LOG.warn(
            "Redis at {} cannot be used yet; the relay tries again until it can. {}",
            redis.address().servers(),
            whyNotFound());
      }
      LockSupport.parkNanos(RedisClients.BETWEEN_TRIES.toNanos());
      if (find() && eventLoop == null && !found.isCompletedExceptionally()) {
        LOG.info("Redis answers");
      }
    }
  }

  /** Runs a script that answers with one number. Fails with {@link QueueUnavailableException}. */
  CompletionStage<Long> number(Script script, List<Object> keys, List<byte[]> arguments) {
    return this.<Long>run(script, ReturnType.LONG, keys, arguments);
  }

  /**
   * Runs a script that answers with a flat list of numbers ({@link Long}) and texts ({@code
   * byte[]}). Fails with {@link QueueUnavailableException}.
   */
  CompletionStage<List<Object>> list(Script script, List<Object> keys, List<byte[]> arguments) {
    return this.<List<Object>>run(script, ReturnType.LIST, keys, arguments);
  }

  /** Runs a script that answers with one text. Fails with {@link QueueUnavailableException}. */
  CompletionStage<String> text(Script script, List<Object> keys, List<byte[]> arguments) {
    return this.<byte[]>run(script, ReturnType.VALUE, keys, arguments)
        .thenApply(answer -> new String(answer, StandardCharsets.UTF_8));
  }

  /** What is sent for a script. */
  String sent(Script script) {
    return script.text();
  }

  /**
   * As {@link #number}, but answers only when the replicas and disks that are configured have it
   * too; for scripts that write.
   */
  CompletionStage<Long> durableNumber(Script script, List<Object> keys, List<byte[]> arguments) {
    if (!redis.durability().waits()) {
      return number(script, keys, arguments);
    }
    return explained(
        script,
        connected(script)
            .thenCompose(
                client ->
                    new ReplicatedScript(
                            client, script, guarded(keys), arguments, redis.durability())
                        .run()));
  }

  /**
   * Asks the client's executor and not its RScript, which takes each argument for an object to
   * encode, and copies it twice.
   */
  private <R> CompletionStage<R> run(
      Script script, ReturnType type, List<Object> keys, List<byte[]> arguments) {
    return explained(
        script,
        connected(script)
            .thenCompose(
                client ->
                    ((Redisson) client)
                        .getCommandExecutor()
                        .<Object, R>evalWriteAsync(
                            keys.get(0).toString(),
                            ByteArrayCodec.INSTANCE,
                            command(type),
                            sent(script),
                            guarded(keys),
                            arguments.toArray())));
  }

  @SuppressWarnings("unchecked") // the executor asks for a type that it does not use
  private static RedisCommand<Object> command(ReturnType type) {
    return (RedisCommand<Object>) type.getCommand();
  }

  /**
   * The keys, and one of their slot that never exists. Scripts make the names of users' keys
   * themselves, so Redis Cluster cannot know that it holds but half of them while the slot moves;
   * it does know that it misses one of several keys that are declared, and then runs nothing until
   * the slot has moved (TRYAGAIN).
   */
  private static List<Object> guarded(List<Object> keys) {
    List<Object> all = new ArrayList<>(keys);
    all.add(QueueKeys.neverThere(keys.get(0).toString()));
    return all;
  }

  private CompletionStage<RedissonClient> connected(Script script) {
    return found.isDone()
        ? found
        : CompletableFuture.failedFuture(
            new QueueUnavailableException(
                Why.AWAY,
                "Redis did not run " + script + ": " + whyNotFound(),
                new IOException("not connected")));
  }

  private String whyNotFound() {
    RedisProblem problem = notFound;
    return problem == null ? "the relay is still connecting to it" : problem.text();
  }

  private static <R> CompletionStage<R> explained(Script script, CompletionStage<R> running) {
    return running.handle(
        (answer, failure) -> {
          if (failure == null) {
            return answer;
          }
          Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
          throw cause instanceof QueueUnavailableException known
              ? known
              : explained(script, failure);
        });
  }

  /**
   * Calls {@code listener} for each message on {@code channel}, from now on, or from when Redis is
   * first found, and after every reconnection.
   *
   * @return done when messages are heard
   */
  CompletionStage<?> listen(String channel, Consumer<String> listener) {
    return found.thenCompose(
        client ->
            client
                .getTopic(channel, StringCodec.INSTANCE)
                .addListenerAsync(String.class, (name, message) -> listener.accept(message)));
  }

  /** Sends a message to those who listen now. One that cannot be sent is dropped. */
  void publish(String channel, String message) {
    RedissonClient client = found.isCompletedExceptionally() ? null : found.getNow(null);
    if (client != null) {
      var unused = client.getTopic(channel, StringCodec.INSTANCE).publishAsync(message);
    }
  }

  /** Redisson's own messages repeat the command with its parameters, and so the event. */
  private static QueueUnavailableException explained(Script script, Throwable failure) {
    RedisProblem problem = RedisProblem.of(failure);
    return new QueueUnavailableException(
        problem.isFull() ? Why.FULL : Why.AWAY,
        "Redis did not run " + script + ": " + problem.text(),
        failure);
  }

  @Override
  public void close() {
    if (!found.completeExceptionally(new IOException("closed"))) {
      found.join().shutdown(0, 2, TimeUnit.SECONDS);
    }
  }
}
