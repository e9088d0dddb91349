package dev.segmentnovu.queue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ContainerFetchException;
import org.testcontainers.containers.ContainerLaunchException;
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

  /** Where it listens. */
  public static URI uri() {
    return Holder.REDIS;
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
    if (DockerClientFactory.instance().isDockerAvailable()) {
      try {
        URI uri = container();
        LOG.info("Test Redis: Testcontainers");
        return uri;
      } catch (ContainerLaunchException | ContainerFetchException e) {
        if (containerOnly) {
          throw e;
        }
        LOG.warn("The container engine could not start redis:7: {}", e.getMessage());
      }
    } else if (containerOnly) {
      throw new IllegalStateException(
          "RELAY_TEST_REDIS=testcontainers, but no container engine answers");
    }
    LOG.info("Test Redis: embedded server");
    return embedded();
  }

  @SuppressWarnings("resource") // lives as long as the JVM, and is stopped below
  private static URI container() {
    var redis = new GenericContainer<>(DockerImageName.parse("redis:7")).withExposedPorts(6379);
    redis.start();
    Runtime.getRuntime().addShutdownHook(new Thread(redis::stop));
    return URI.create("redis://" + redis.getHost() + ":" + redis.getMappedPort(6379));
  }

  private static URI embedded() {
    int port = freePort();
    var redis = RedisServer.builder().port(port).bind("127.0.0.1").setting("save \"\"").build();
    redis.start();
    Runtime.getRuntime().addShutdownHook(new Thread(redis::stop));
    return URI.create("redis://127.0.0.1:" + port);
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
