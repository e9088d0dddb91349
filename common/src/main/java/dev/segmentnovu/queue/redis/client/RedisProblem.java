package dev.segmentnovu.queue.redis.client;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.redisson.client.RedisAuthRequiredException;
import org.redisson.client.RedisBusyException;
import org.redisson.client.RedisClusterDownException;
import org.redisson.client.RedisConnectionException;
import org.redisson.client.RedisException;
import org.redisson.client.RedisLoadingException;
import org.redisson.client.RedisMasterDownException;
import org.redisson.client.RedisMovedException;
import org.redisson.client.RedisNoReplicasException;
import org.redisson.client.RedisNodeNotFoundException;
import org.redisson.client.RedisOutOfMemoryException;
import org.redisson.client.RedisReadonlyException;
import org.redisson.client.RedisTimeoutException;
import org.redisson.client.RedisTryAgainException;
import org.redisson.client.RedisWrongPasswordException;

/**
 * Why Redis failed, and what an operator can do about it. Contains no part of Redis's own message,
 * because the client appends the command and its parameters to that: event data. Pure.
 *
 * @param name Redis's error code, such as {@code MISCONF}, or a short name for a lost connection
 * @param what what is wrong; a clause whose subject is Redis
 * @param remedy what to do; a sentence without its full stop
 */
public record RedisProblem(String name, String what, String remedy) {

  /** The problem behind a failure of the Redis client, or behind its causes. Never fails. */
  public static RedisProblem of(Throwable failure) {
    List<Throwable> chain = new ArrayList<>();
    for (Throwable each = failure; each != null && !chain.contains(each); each = each.getCause()) {
      chain.add(each);
    }
    // the deepest cause is the most exact: around a refused login the client reports a lost
    // connection
    Collections.reverse(chain);
    return chain.stream()
        .flatMap(each -> known(each).stream())
        .findFirst()
        .orElseGet(() -> unknown(chain.get(0)));
  }

  /** Whether Redis has no memory left. */
  boolean isFull() {
    return name.equals("OOM");
  }

  /** Whether the queue is in another number of shards than the caller thinks. */
  boolean isMoved() {
    return name.equals("LAYOUT");
  }

  /** One line for logs and health: name, what is wrong, what to do. */
  public String text() {
    return name + ": " + what + ". " + remedy;
  }

  /** The problem that a reply of Redis reports; null if the reply is no error. */
  static @Nullable RedisProblem ofReply(String error) {
    return error.startsWith("-") ? RedisErrors.of(error.substring(1)).orElse(null) : null;
  }

  private static Optional<RedisProblem> known(Throwable failure) {
    if (failure instanceof RedisException) {
      Optional<RedisProblem> known = RedisErrors.of(String.valueOf(failure.getMessage()));
      if (known.isPresent()) {
        return known;
      }
    }
    return Optional.ofNullable(byClass(failure));
  }

  private static @Nullable RedisProblem byClass(Throwable failure) {
    if (failure instanceof RedisOutOfMemoryException) {
      return RedisErrors.code("OOM");
    }
    if (failure instanceof RedisReadonlyException) {
      return RedisErrors.code("READONLY");
    }
    if (failure instanceof RedisAuthRequiredException) {
      return RedisErrors.code("NOAUTH");
    }
    if (failure instanceof RedisWrongPasswordException) {
      return RedisErrors.code("WRONGPASS");
    }
    if (failure instanceof RedisLoadingException) {
      return RedisErrors.code("LOADING");
    }
    if (failure instanceof RedisClusterDownException) {
      return RedisErrors.code("CLUSTERDOWN");
    }
    if (failure instanceof RedisMasterDownException) {
      return RedisErrors.code("MASTERDOWN");
    }
    if (failure instanceof RedisNoReplicasException) {
      return RedisErrors.code("NOREPLICAS");
    }
    if (failure instanceof RedisBusyException) {
      return RedisErrors.code("BUSY");
    }
    if (failure instanceof RedisMovedException) {
      return RedisErrors.code("MOVED");
    }
    if (failure instanceof RedisTryAgainException) {
      return RedisErrors.code("TRYAGAIN");
    }
    if (failure instanceof UnknownHostException) {
      return new RedisProblem(
          "unknown host",
          "its host name cannot be resolved",
          "Check the host in REDIS_URL, and the name server");
    }
    if (failure instanceof ConnectException) {
      return new RedisProblem(
          "connection refused",
          "nothing listens at its address",
          "Start Redis, or correct the host and the port in REDIS_URL");
    }
    if (failure instanceof SSLException) {
      return new RedisProblem(
          "TLS",
          "the TLS handshake with it failed",
          "Use rediss:// for a server with TLS and redis:// for one without, and check its"
              + " certificate");
    }
    if (failure instanceof RedisTimeoutException) {
      return new RedisProblem(
          "timeout",
          "it did not answer in time",
          "Check that it runs and that the network reaches it; redis-cli SLOWLOG GET shows slow"
              + " commands");
    }
    if (failure instanceof ClosedChannelException
        || failure instanceof RedisConnectionException
        || failure instanceof RedisNodeNotFoundException) {
      return new RedisProblem(
          "connection lost",
          "it cannot be reached",
          "Check that it runs, that REDIS_URL is right, and that the network reaches it");
    }
    return null;
  }

  private static RedisProblem unknown(Throwable failure) {
    return new RedisProblem(
        failure.getClass().getSimpleName(),
        "the call to it failed",
        "Check that a Redis 7 or newer answers at REDIS_URL, and see the log of Redis");
  }
}
