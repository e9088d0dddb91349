package dev.segmentnovu.queue.redis.client;

import dev.segmentnovu.config.RedisAddress;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.redisson.Redisson;
import org.redisson.api.RScript.Mode;
import org.redisson.api.RScript.ReturnType;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.BaseConfig;
import org.redisson.config.BaseMasterSlaveServersConfig;
import org.redisson.config.Config;
import org.redisson.config.ConstantDelay;
import org.redisson.config.EqualJitterDelay;
import org.redisson.config.ReadMode;
import org.redisson.config.SentinelServersConfig;
import org.redisson.config.SubscriptionMode;

/** Configures Redisson for one server, for Sentinel and for Cluster. */
final class RedisClients {

  /** With one repeat a call ends well within the 5 s that Segment gives a webhook. */
  static final Duration TIMEOUT = Duration.ofMillis(1_500);

  static final Duration BETWEEN_TRIES = Duration.ofMillis(200);

  /** While Redis is away for long each connection tries at this interval. */
  private static final Duration LONGEST_RECONNECTION = Duration.ofSeconds(2);

  /** How soon a promoted replica, or a moved slot, is noticed where nothing announces it. */
  private static final Duration BETWEEN_SCANS = Duration.ofSeconds(1);

  private static final int POOL = 16;

  private static final int LONGEST_RESOLVED_SECONDS = 5;

  private RedisClients() {}

  /**
   * Connects a client. Blocks for it.
   *
   * @param eventLoop on which the client runs; the client does not shut it down. Null for
   *     Redisson's own threads
   * @throws RuntimeException of Redisson if Redis does not answer
   */
  static RedissonClient connect(RedisAddress address, @Nullable EventLoop eventLoop) {
    Config config =
        new Config()
            .setCodec(ByteArrayCodec.INSTANCE)
            // connect with the first command: a client that fails in its constructor leaves threads
            .setLazyInitialization(true)
            .setUseScriptCache(true)
            .setThreads(2)
            .setNettyThreads(2)
            .setAddressResolverGroupFactory(RedisClients::resolver);
    if (eventLoop != null) {
      // listeners run there too: hints come by the hundred, and each would wake a thread
      config.setEventLoopGroup(eventLoop).setExecutor(eventLoop);
    }
    if (address.user() != null) {
      config.setUsername(address.user());
    }
    if (address.password() != null) {
      config.setPassword(address.password().value());
    }
    String[] nodes =
        address.nodes().stream()
            .map(node -> (address.tls() ? "rediss://" : "redis://") + node)
            .toArray(String[]::new);
    switch (address.kind()) {
      case SINGLE ->
          times(config.useSingleServer())
              .setAddress(nodes[0])
              .setDatabase(address.database())
              .setConnectionMinimumIdleSize(1)
              .setConnectionPoolSize(POOL)
              .setSubscriptionConnectionPoolSize(2);
      case SENTINEL ->
          onPrimaries(times(loginAtSentinels(config.useSentinelServers(), address)))
              .addSentinelAddress(nodes)
              .setMasterName(String.valueOf(address.master()))
              .setDatabase(address.database())
              // one reachable Sentinel is enough to find the primary
              .setCheckSentinelsList(false)
              .setScanInterval((int) BETWEEN_SCANS.toMillis());
      case CLUSTER ->
          onPrimaries(times(config.useClusterServers()))
              .addNodeAddress(nodes)
              .setScanInterval((int) BETWEEN_SCANS.toMillis());
    }
    RedissonClient client = Redisson.create(config);
    try {
      // not READ_ONLY: the relay needs no right to EVAL_RO otherwise
      client.getScript(StringCodec.INSTANCE).eval(Mode.READ_WRITE, "return 1", ReturnType.LONG);
      return client;
    } catch (RuntimeException e) {
      client.shutdown(0, 2, TimeUnit.SECONDS);
      throw e;
    }
  }

  /** Redisson logs in to a Sentinel only if that asks for a password. */
  private static SentinelServersConfig loginAtSentinels(
      SentinelServersConfig servers, RedisAddress address) {
    RedisAddress.Login login = address.loginAtSentinels();
    return login == null
        ? servers
        : servers.setSentinelUsername(login.user()).setSentinelPassword(login.password().value());
  }

  private static <T extends BaseConfig<T>> T times(T servers) {
    return servers
        .setTimeout((int) TIMEOUT.toMillis())
        .setConnectTimeout((int) TIMEOUT.toMillis())
        .setRetryAttempts(1)
        .setRetryDelay(new ConstantDelay(BETWEEN_TRIES))
        .setReconnectionDelay(new EqualJitterDelay(BETWEEN_TRIES, LONGEST_RECONNECTION));
  }

  /** Uses primaries only: the replies of replicas, and the hints that they pass on, may be old. */
  private static <T extends BaseMasterSlaveServersConfig<T>> T onPrimaries(T servers) {
    return servers
        .setReadMode(ReadMode.MASTER)
        .setSubscriptionMode(SubscriptionMode.MASTER)
        .setMasterConnectionMinimumIdleSize(1)
        .setMasterConnectionPoolSize(POOL)
        .setSubscriptionConnectionMinimumIdleSize(1)
        .setSubscriptionConnectionPoolSize(2);
  }

  /**
   * Forgets a resolved address after seconds, whatever its record allows. Container engines allow
   * ten minutes, but a restarted Redis may have another address.
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
}
