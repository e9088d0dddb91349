package dev.segmentnovu.queue.redis.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.redisson.client.RedisAuthRequiredException;
import org.redisson.client.RedisBusyException;
import org.redisson.client.RedisClusterDownException;
import org.redisson.client.RedisConnectionException;
import org.redisson.client.RedisException;
import org.redisson.client.RedisLoadingException;
import org.redisson.client.RedisMasterDownException;
import org.redisson.client.RedisNoReplicasException;
import org.redisson.client.RedisOutOfMemoryException;
import org.redisson.client.RedisReadonlyException;
import org.redisson.client.RedisResponseTimeoutException;
import org.redisson.client.RedisTryAgainException;
import org.redisson.client.RedisWrongPasswordException;

/** Every error of Redis has a name and a remedy. */
final class RedisProblemTest {

  /** What the client appends to Redis's words. */
  private static final String APPENDED =
      ". channel: [id: 0x1] command: (EVALSHA), params: [alice@example.com]";

  static Stream<Arguments> errors() {
    return Stream.of(
        arguments(new RedisOutOfMemoryException("OOM command not allowed"), "OOM", "maxmemory"),
        arguments(redis("MISCONF Errors writing to the AOF file: No space"), "MISCONF", "disk"),
        arguments(new RedisReadonlyException("READONLY You can't write"), "READONLY", "primary"),
        arguments(redis("READONLY You can not run script"), "READONLY", "primary"),
        arguments(redis("WRONGTYPE Operation against a key"), "WRONGTYPE", "relay fsck"),
        arguments(redis("NOPERM User relay has no permissions to run"), "NOPERM", "ACL"),
        arguments(
            redis("ERR The user executing the script can't run this command"), "NOPERM", "ACL"),
        arguments(new RedisAuthRequiredException("NOAUTH HELLO"), "NOAUTH", "password"),
        arguments(new RedisWrongPasswordException("WRONGPASS invalid"), "WRONGPASS", "password"),
        arguments(new RedisLoadingException("LOADING Redis is loading"), "LOADING", "Wait"),
        arguments(new RedisClusterDownException("CLUSTERDOWN"), "CLUSTERDOWN", "CLUSTER INFO"),
        arguments(new RedisMasterDownException("MASTERDOWN Link"), "MASTERDOWN", "primary"),
        arguments(
            new RedisNoReplicasException("NOREPLICAS Not enough"),
            "NOREPLICAS",
            "min-replicas-to-write"),
        arguments(redis("CROSSSLOT Keys in request"), "CROSSSLOT", "bug"),
        arguments(new RedisBusyException("BUSY Redis is busy"), "BUSY", "SCRIPT KILL"),
        arguments(new RedisTryAgainException("TRYAGAIN Multiple keys"), "TRYAGAIN", "moved"),
        arguments(redis("MOVED 1 10.0.0.1:6379"), "MOVED", "redis+cluster://"),
        arguments(redis("ERR SELECT is not allowed in cluster mode"), "MOVED", "redis+cluster://"),
        arguments(
            redis("ERR This instance has cluster support disabled"), "no cluster", "redis://"),
        arguments(redis("ERR DB index is out of range"), "DB index out of range", "databases"),
        arguments(redis("ERR max number of clients reached"), "maxclients", "maxclients"),
        arguments(
            redis("ERR AUTH <password> called without any password configured"),
            "no password is set",
            "requirepass"),
        arguments(redis("NEWERROR something"), "NEWERROR", "log of Redis"),
        arguments(redis("ERR anything"), "ERR", "log of Redis"),
        arguments(
            new RedisResponseTimeoutException("Redis server response timeout"), "timeout", ""),
        arguments(
            new RedisConnectionException("Unable to connect", new ConnectException("refused")),
            "connection refused",
            "Start Redis"),
        arguments(
            new RedisConnectionException(
                "Unable to connect", new RedisWrongPasswordException("WRONGPASS invalid")),
            "WRONGPASS",
            "password"),
        arguments(
            new RedisConnectionException("Unable to connect", new UnknownHostException("redis")),
            "unknown host",
            "name server"),
        arguments(
            new RedisConnectionException("Unable to connect", new SSLHandshakeException("bad")),
            "TLS",
            "rediss://"),
        arguments(new RedisConnectionException("Unable to connect"), "connection lost", "runs"),
        arguments(new IllegalStateException("secret"), "IllegalStateException", "Redis 7"));
  }

  private static RedisException redis(String message) {
    return new RedisException(message + APPENDED);
  }

  @ParameterizedTest
  @MethodSource("errors")
  void an_error_is_explained_with_its_remedy(Throwable failure, String name, String remedy) {
    RedisProblem problem = RedisProblem.of(new CompletionException(failure));

    assertThat(problem.name()).isEqualTo(name);
    assertThat(problem.remedy()).contains(remedy).doesNotEndWith(".");
    assertThat(problem.text()).startsWith(name + ": ");
    assertThat(problem.text()).doesNotContain("alice", "secret", "10.0.0.1");
  }

  @Test
  void a_cycle_of_causes_ends() {
    var outer = new RedisException("ERR x");
    var inner = new IllegalStateException("y", outer);
    outer.initCause(inner);

    assertThat(RedisProblem.of(outer).name()).isEqualTo("ERR");
  }
}
