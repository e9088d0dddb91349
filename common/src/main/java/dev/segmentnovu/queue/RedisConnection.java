package dev.segmentnovu.queue;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.redisson.Redisson;
import org.redisson.api.RScript;
import org.redisson.api.RScript.ReturnType;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;
import org.redisson.config.ConstantDelay;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Redis, reached through Redisson: runs scripts and listens to channels. Scripts must be safe to
 * send twice.
 */
class RedisConnection implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RedisConnection.class);

  /**
   * With one repeat this answers, or gives up, well within the 5 s a webhook is given by Segment.
   */
  private static final Duration TIMEOUT = Duration.ofMillis(1_500);

  private static final Duration BETWEEN_TRIES = Duration.ofMillis(200);

  private static final int LONGEST_RESOLVED_SECONDS = 5;

  private static final Duration BETWEEN_WARNINGS = Duration.ofSeconds(10);

  private final RedissonClient redisson;

  /** Done when Redis has answered once: from then on the client finds it again by itself. */
  private final CompletableFuture<RedissonClient> found = new CompletableFuture<>();

  /**
   * Connects, and blocks for it: not for event loops. Where Redis does not answer it is looked for
   * in the background, and until it is found every call fails at once: so a process starts, and
   * says that it is not ready, while Redis is away. (The client alone connects at its first use, on
   * the thread that is first, which here would be an event loop.)
   *
   * @param uri {@code redis://[[user]:password@]host[:port][/database]}, or {@code rediss://} for
   *     TLS
   * @param eventLoops shared with the caller, or null for Redisson's own
   */
  RedisConnection(URI uri, @Nullable EventLoopGroup eventLoops) {
    Config config =
        new Config()
            .setCodec(ByteArrayCodec.INSTANCE)
            .setLazyInitialization(true)
            .setUseScriptCache(true)
            .setThreads(2)
            .setNettyThreads(2)
            .setAddressResolverGroupFactory(RedisConnection::resolver);
    if (eventLoops != null) {
      config.setEventLoopGroup(eventLoops);
    }
    var server =
        config
            .useSingleServer()
            .setAddress(
                uri.getScheme()
                    + "://"
                    + uri.getHost()
                    + ":"
                    + (uri.getPort() < 0 ? 6379 : uri.getPort()))
            .setConnectionMinimumIdleSize(1)
            .setConnectionPoolSize(16)
            .setSubscriptionConnectionPoolSize(2)
            .setTimeout((int) TIMEOUT.toMillis())
            .setConnectTimeout((int) TIMEOUT.toMillis())
            .setRetryAttempts(1)
            .setRetryDelay(new ConstantDelay(BETWEEN_TRIES))
            .setReconnectionDelay(new ConstantDelay(BETWEEN_TRIES));
    String path = uri.getPath();
    if (path != null && path.length() > 1) {
      server.setDatabase(Integer.parseInt(path.substring(1)));
    }
    if (uri.getUserInfo() != null) {
      String[] user = uri.getUserInfo().split(":", 2);
      if (user.length == 2) {
        config.setPassword(user[1]);
        if (!user[0].isEmpty()) {
          config.setUsername(user[0]);
        }
      } else {
        config.setPassword(user[0]);
      }
    }
    redisson = Redisson.create(config);
    if (!find()) {
      var looking = new Thread(() -> lookFor(uri), "redis-connect");
      looking.setDaemon(true);
      looking.start();
    }
  }

  private boolean find() {
    try {
      if (pingWith(redisson).toCompletableFuture().join()) {
        found.complete(redisson);
      }
    } catch (RuntimeException e) {
      LOG.debug("Redis cannot be asked yet", e);
    }
    return found.isDone();
  }

  private void lookFor(URI uri) {
    long warned = System.nanoTime() - BETWEEN_WARNINGS.toNanos();
    while (!redisson.isShuttingDown()) {
      if (System.nanoTime() - warned >= BETWEEN_WARNINGS.toNanos()) {
        warned = System.nanoTime();
        LOG.warn(
            "Redis does not answer at {}:{}; looking for it. Check REDIS_URL and the server",
            uri.getHost(),
            uri.getPort());
      }
      LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
      if (find()) {
        LOG.info("Redis answers");
        return;
      }
    }
  }

  /**
   * Forgets a resolved address after seconds, whatever its record allows: container engines say ten
   * minutes, and a Redis that is restarted may come back at another address.
   */
  private static AddressResolverGroup<InetSocketAddress> resolver(
      Class<? extends DatagramChannel> datagrams,
      Class<? extends SocketChannel> streams,
      DnsServerAddressStreamProvider servers) {
    return new DnsAddressResolverGroup(
        new DnsNameResolverBuilder()
            .datagramChannelType(datagrams)
            .socketChannelType(streams, true)
            .nameServerProvider(servers)
            .ttl(0, LONGEST_RESOLVED_SECONDS));
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

  /** What is sent for a script. */
  String text(Script script) {
    return script.text();
  }

  private <R> CompletionStage<R> run(
      Script script, ReturnType type, List<Object> keys, List<byte[]> arguments) {
    RedissonClient client = found.getNow(null);
    if (client == null) {
      return CompletableFuture.failedFuture(
          new QueueUnavailableException(
              "Redis did not run " + script + ": it has not been found yet",
              new IOException("not connected")));
    }
    return client
        .getScript(ByteArrayCodec.INSTANCE)
        .<R>evalAsync(RScript.Mode.READ_WRITE, text(script), type, keys, arguments.toArray())
        .handle(
            (answer, failure) -> {
              if (failure != null) {
                throw new QueueUnavailableException(
                    "Redis did not run " + script + ": " + rootMessage(failure), failure);
              }
              return answer;
            });
  }

  /**
   * Calls {@code listener} for each message on {@code channel}, from now on, or from when Redis is
   * first found, and after every reconnection.
   */
  void listen(String channel, Runnable listener) {
    var unused =
        found.thenCompose(
            client ->
                client
                    .getTopic(channel, StringCodec.INSTANCE)
                    .addListenerAsync(String.class, (name, message) -> listener.run()));
  }

  /** Whether Redis answers now. */
  CompletionStage<Boolean> ping() {
    RedissonClient client = found.getNow(null);
    return client == null ? CompletableFuture.completedFuture(false) : pingWith(client);
  }

  private static CompletionStage<Boolean> pingWith(RedissonClient client) {
    return client
        .getScript(StringCodec.INSTANCE)
        .<Long>evalAsync(RScript.Mode.READ_ONLY, "return 1", ReturnType.LONG)
        .handle((answer, failure) -> failure == null);
  }

  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    // Redisson's own messages repeat the command with its parameters, and so the event: the class
    // says enough
    String message = root.getMessage();
    return message != null && message.startsWith("OOM ") ? "OOM" : root.getClass().getSimpleName();
  }

  @Override
  public void close() {
    redisson.shutdown(0, 2, TimeUnit.SECONDS);
  }
}
