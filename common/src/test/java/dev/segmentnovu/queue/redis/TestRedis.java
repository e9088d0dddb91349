package dev.segmentnovu.queue.redis;

import dev.segmentnovu.config.RedisAddress;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.testing.FreePort;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;
import redis.embedded.RedisServer;

/**
 * A real Redis for tests, one for the whole JVM: {@code REDIS_URL} if set, else a container where a
 * container engine runs, else the embedded server. Tests use sources of their own names and so do
 * not meet. {@code RELAY_TEST_REDIS=testcontainers} refuses all but a container.
 */
public final class TestRedis {

  private static final Logger LOG = LoggerFactory.getLogger(TestRedis.class);

  private TestRedis() {}

  /** Where it listens. It has no replicas. */
  public static RelayConfig.Redis redis() {
    return redis(Holder.REDIS.toString());
  }

  /** The Redis at {@code url}, of which no replica is waited for. */
  public static RelayConfig.Redis redis(String url) {
    return new RelayConfig.Redis(RedisAddress.parse(url), RelayConfig.Durability.NONE);
  }

  /** A client for a look past the queue's own code, which takes and gives texts. */
  static RedissonClient client() {
    var config = new Config().setCodec(StringCodec.INSTANCE);
    config.useSingleServer().setAddress(Holder.REDIS.toString()).setConnectionMinimumIdleSize(1);
    return Redisson.create(config);
  }

  private static final class Holder {
    static final URI REDIS = start();
  }

  private static URI start() {
    String url = System.getenv("REDIS_URL");
    boolean containerOnly = "testcontainers".equals(System.getenv("RELAY_TEST_REDIS"));
    if (url != null && !url.isBlank() && !containerOnly) {
      LOG.info("Test Redis: REDIS_URL");
      return URI.create(url);
    }
    try {
      URI uri = container(containerOnly ? Duration.ofMinutes(5) : Duration.ofSeconds(30));
      LOG.info("Test Redis: Testcontainers");
      return uri;
    } catch (TimeoutException | ExecutionException e) {
      if (containerOnly) {
        throw new IllegalStateException(
            "RELAY_TEST_REDIS=testcontainers, but no container of redis:7 could be started", e);
      }
      LOG.warn("No container of redis:7 could be started: {}", e.getMessage());
    }
    LOG.info("Test Redis: embedded server");
    return embedded();
  }

  /**
   * Starts a container. An engine that runs but reaches no registry tries for minutes to pull, and
   * longer in every module, so it is given up sooner where another Redis will do.
   */
  private static URI container(Duration patience) throws TimeoutException, ExecutionException {
    var start = new FutureTask<>(TestRedis::startContainer);
    var thread = new Thread(start, "test-redis-container");
    thread.setDaemon(true);
    thread.start();
    try {
      return start.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new TimeoutException("none within " + patience.toSeconds() + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while a container of redis:7 started", e);
    }
  }

  @SuppressWarnings("resource") // lives as long as the JVM, and is stopped below
  private static URI startContainer() {
    if (!DockerClientFactory.instance().isDockerAvailable()) {
      throw new IllegalStateException("no container engine answers");
    }
    var redis = new GenericContainer<>(DockerImageName.parse("redis:7")).withExposedPorts(6379);
    redis.start();
    Runtime.getRuntime().addShutdownHook(new Thread(redis::stop));
    return URI.create("redis://" + redis.getHost() + ":" + redis.getMappedPort(6379));
  }

  private static URI embedded() {
    int port = FreePort.next();
    var redis = RedisServer.builder().port(port).bind("127.0.0.1").setting("save \"\"").build();
    redis.start();
    Runtime.getRuntime().addShutdownHook(new Thread(redis::stop));
    return URI.create("redis://127.0.0.1:" + port);
  }
}
