package dev.segmentnovu.queue.redis.client;

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
 * The connection to Redis through Redisson: it runs scripts and listens to channels. Redisson may
 * send a script twice, so a second run must do no harm. Safe for use from any thread.
 */
public class RedisConnection implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RedisConnection.class);

  private static final Duration BETWEEN_WARNINGS = Duration.ofSeconds(10);

  private final RelayConfig.Redis redis;
  private final @Nullable EventLoop eventLoop;

  /** When this connection, or one made from it, last logged a warning: one is enough. */
  private final AtomicLong warnedAtNanos;

  /** Done when Redis has answered once: from then on Redisson reconnects by itself. */
  private final CompletableFuture<RedissonClient> found = new CompletableFuture<>();

  /** Why Redis could not be found at the last try; null before the first. */
  private volatile @Nullable RedisProblem notFound;

  /**
   * Connects. Blocks for it, so no event loop may call it. If Redis does not answer, a thread goes
   * on looking for it, and every call fails at once until it is found: so a process can start, and
   * report that it is not ready, while Redis is away.
   *
   * @param redis the address, and what a durable script waits for
   */
  public RedisConnection(RelayConfig.Redis redis) {
    this(redis, null, new AtomicLong(System.nanoTime() - BETWEEN_WARNINGS.toNanos()));
  }

  /** A connection to the same Redis, with its own client on {@code eventLoop}. Blocks likewise. */
  public RedisConnection on(EventLoop eventLoop) {
    return new RedisConnection(redis, eventLoop, warnedAtNanos);
  }

  private RedisConnection(
      RelayConfig.Redis redis, @Nullable EventLoop eventLoop, AtomicLong warnedAtNanos) {
    this.redis = redis;
    this.warnedAtNanos = warnedAtNanos;
    this.eventLoop = eventLoop;
    if (!find()) {
      var looking = new Thread(this::lookFor, "redis-connect");
      looking.setDaemon(true);
      looking.start();
    }
  }

  /**
   * Redisson connects to an address only after a Redis there has answered and accepted the user,
   * because Redisson logs a stack trace for each failure. Each try uses a new client: a client that
   * failed keeps its addresses, and might wait for ever for a primary that has been replaced since.
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
      long last = warnedAtNanos.get();
      if (now - last >= BETWEEN_WARNINGS.toNanos() && warnedAtNanos.compareAndSet(last, now)) {
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

  /** Runs a script that returns one number. Fails with {@link QueueUnavailableException}. */
  public CompletionStage<Long> number(Script script, List<String> keys, ScriptArguments arguments) {
    return this.<Long>run(script, ReturnType.LONG, keys, arguments);
  }

  /**
   * Runs a script that returns a flat list of numbers and texts. Fails with {@link
   * QueueUnavailableException}.
   */
  public CompletionStage<ScriptReply> list(
      Script script, List<String> keys, ScriptArguments arguments) {
    return this.<List<Object>>run(script, ReturnType.LIST, keys, arguments)
        .thenApply(ScriptReply::new);
  }

  /** Runs a script that returns one text. Fails with {@link QueueUnavailableException}. */
  public CompletionStage<String> text(Script script, List<String> keys, ScriptArguments arguments) {
    return this.<byte[]>run(script, ReturnType.VALUE, keys, arguments)
        .thenApply(answer -> new String(answer, StandardCharsets.UTF_8));
  }

  /** The text that is sent for a script; a test may replace it. */
  protected String textOf(Script script) {
    return script.text();
  }

  /**
   * As {@link #number}, but completes only when the configured number of replicas and disks have
   * the writes too.
   */
  public CompletionStage<Long> durableNumber(
      Script script, List<String> keys, ScriptArguments arguments) {
    if (!redis.durability().waits()) {
      return number(script, keys, arguments);
    }
    return withProblem(
        script,
        connected(script)
            .thenCompose(
                client ->
                    new ReplicatedScript(
                            client, script, withGuard(keys), arguments.values(), redis.durability())
                        .run()));
  }

  /**
   * Calls the client's executor and not its RScript, which treats each argument as an object to
   * encode, and copies it twice.
   */
  private <R> CompletionStage<R> run(
      Script script, ReturnType type, List<String> keys, ScriptArguments arguments) {
    return withProblem(
        script,
        connected(script)
            .thenCompose(
                client ->
                    ((Redisson) client)
                        .getCommandExecutor()
                        .<Object, R>evalWriteAsync(
                            keys.get(0),
                            ByteArrayCodec.INSTANCE,
                            command(type),
                            textOf(script),
                            withGuard(keys),
                            arguments.values().toArray())));
  }

  @SuppressWarnings("unchecked") // the executor declares a type that it does not use
  private static RedisCommand<Object> command(ReturnType type) {
    return (RedisCommand<Object>) type.getCommand();
  }

  /**
   * The keys, and one of their slot that never exists. Scripts compose the names of users' keys, so
   * a node of a Redis Cluster cannot know that it holds only some of them while their slot moves.
   * It does know when one of several declared keys is missing, and then runs nothing until the slot
   * has moved (TRYAGAIN).
   */
  private static List<Object> withGuard(List<String> keys) {
    List<Object> all = new ArrayList<>(keys);
    all.add(guardKey(keys.get(0)));
    return all;
  }

  /** A key of the same slot as {@code key}, which has a hash tag, that nothing ever writes. */
  static String guardKey(String key) {
    return key.substring(0, key.indexOf('}') + 1) + ":never";
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

  private static <R> CompletionStage<R> withProblem(Script script, CompletionStage<R> running) {
    return running.handle(
        (answer, failure) -> {
          if (failure == null) {
            return answer;
          }
          throw QueueUnavailableException.in(failure).orElseGet(() -> unavailable(script, failure));
        });
  }

  /**
   * Calls {@code listener} for each message on {@code channel}, from now on, or from when Redis is
   * first found, and after every reconnection.
   *
   * @return done when the subscription is active
   */
  public CompletionStage<?> listen(String channel, Consumer<String> listener) {
    return found.thenCompose(
        client ->
            client
                .getTopic(channel, StringCodec.INSTANCE)
                .addListenerAsync(String.class, (name, message) -> listener.accept(message)));
  }

  /** Sends a message to the present subscribers. A message that cannot be sent is dropped. */
  public void publish(String channel, String message) {
    RedissonClient client = found.isCompletedExceptionally() ? null : found.getNow(null);
    if (client != null) {
      var unused = client.getTopic(channel, StringCodec.INSTANCE).publishAsync(message);
    }
  }

  /** Replaces Redisson's message, which repeats the command with its parameters: the event. */
  private static QueueUnavailableException unavailable(Script script, Throwable failure) {
    RedisProblem problem = RedisProblem.of(failure);
    return new QueueUnavailableException(
        problem.isFull() ? Why.FULL : problem.isMoved() ? Why.MOVED : Why.AWAY,
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
