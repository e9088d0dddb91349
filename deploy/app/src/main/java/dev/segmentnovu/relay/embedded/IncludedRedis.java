package dev.segmentnovu.relay.embedded;

import dev.segmentnovu.relay.runtime.exit.CannotRunException;
import dev.segmentnovu.relay.runtime.exit.ExitCode;

/** Whether this installation of the relay includes a Redis. The image leaves it out. */
public final class IncludedRedis {

  private static final String PROVIDER = "redis/embedded/RedisExecProvider.class";

  private IncludedRedis() {}

  /**
   * Checks that the library with the Redis is there.
   *
   * @param libraries the class loader of the relay's libraries
   * @throws CannotRunException if it is not; says what to set
   */
  public static void require(ClassLoader libraries) {
    if (libraries.getResource(PROVIDER) == null) {
      throw new CannotRunException(
          ExitCode.CONFIGURATION,
          "This installation of the relay has no Redis of its own: the image leaves it out. Set"
              + " REDIS_URL to the address of a Redis, such as redis://redis:6379.");
    }
  }
}
