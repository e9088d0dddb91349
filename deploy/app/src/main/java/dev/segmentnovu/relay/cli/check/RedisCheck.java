package dev.segmentnovu.relay.cli.check;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.redis.RedisEventQueue;
import dev.segmentnovu.queue.redis.client.RedisProbe;
import dev.segmentnovu.queue.redis.client.RedisState;
import dev.segmentnovu.relay.runtime.RedisWatch;
import dev.segmentnovu.relay.runtime.exit.CannotRunException;
import dev.segmentnovu.relay.runtime.exit.ExitCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** Checks that Redis is there, and keeps what is written to it. */
final class RedisCheck {

  private static final Duration LIMIT = Duration.ofSeconds(10);

  private RedisCheck() {}

  /** The results. Blocks for a few seconds at most. */
  static List<CheckResult> of(RelayConfig config) {
    RelayConfig.Redis redis = config.redis();
    if (redis == null) {
      return List.of(
          CheckResult.good(
              "redis", "none is set: relay up starts its own, ingest and worker need one"));
    }
    String where = redis.address().servers();
    Optional<String> problem = problem(redis);
    if (problem.isPresent()) {
      return List.of(CheckResult.away("redis", problem.get()));
    }
    try (var queue = RedisEventQueue.connect(redis, config.queue())) {
      List<CheckResult> findings =
          judge(where, redis.durability(), get(queue.servers(config.sourceNames())));
      get(queue.keyProblem(config.sourceNames()))
          .ifPresent(why -> findings.add(CheckResult.bad("redis keys", where + ": " + why)));
      findings.addAll(shards(queue, config));
      return findings;
    } catch (ExecutionException | TimeoutException e) {
      return List.of(
          CheckResult.away(
              "redis",
              where
                  + " "
                  + (e.getCause() instanceof QueueUnavailableException away
                      ? away.getMessage()
                      : "does not answer in time: check redis.url (REDIS_URL) and the server")));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotRunException(ExitCode.FAILED, "Interrupted");
    }
  }

  /**
   * Why the relay cannot use the Redis at this address, in one line, and what to do; empty if it
   * can. Blocks for a few seconds at most.
   */
  static Optional<String> problem(RelayConfig.Redis redis) {
    return RedisProbe.ask(redis.address())
        .map(problem -> redis.address().servers() + " cannot be used. " + problem.text());
  }

  private static List<CheckResult> shards(RedisEventQueue queue, RelayConfig config)
      throws ExecutionException, TimeoutException, InterruptedException {
    List<CheckResult> findings = new ArrayList<>();
    for (String source : config.sourceNames()) {
      get(queue.layout().refusal(source))
          .ifPresent(why -> findings.add(CheckResult.bad("redis format", why)));
      for (String problem : get(queue.layout().problems(source))) {
        findings.add(CheckResult.bad("redis shards", problem));
      }
    }
    if (!findings.isEmpty()) {
      return findings;
    }
    Set<String> numbers = new TreeSet<>();
    for (String source : config.sourceNames()) {
      numbers.add(get(queue.layout().describe(source)));
    }
    return List.of(CheckResult.good("redis shards", String.join("; ", numbers)));
  }

  private static <T> T get(CompletionStage<T> stage)
      throws ExecutionException, TimeoutException, InterruptedException {
    return stage.toCompletableFuture().get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static List<CheckResult> judge(
      String where, RelayConfig.Durability durability, List<RedisState> servers) {
    List<CheckResult> findings = new ArrayList<>();
    findings.add(CheckResult.good("redis", where + " answers"));
    findings.add(
        all(
            servers,
            RedisState::runsScripts,
            "redis version",
            servers.get(0).version(),
            servers.get(0).version() + " is too old: the relay's scripts need 7 or newer"));
    findings.add(
        all(
            servers,
            server -> !server.mayEvict(),
            "redis maxmemory-policy",
            "noeviction",
            RedisWatch.MAY_EVICT));
    findings.add(
        all(
            servers,
            RedisState::appendOnly,
            "redis appendonly",
            "yes",
            "what Redis holds is lost when it stops: run redis-cli CONFIG SET appendonly yes, and set"
                + " it in redis.conf"));
    if (durability.fsync()) {
      findings.add(
          all(
              servers,
              RedisState::canReportDisk,
              "redis durability.fsync",
              "Redis tells when an event is on disk",
              RedisWatch.silentOnDisks(servers.get(0))));
    }
    return findings;
  }

  private static CheckResult all(
      List<RedisState> servers,
      Predicate<RedisState> isRight,
      String check,
      String good,
      String bad) {
    return servers.stream().allMatch(isRight)
        ? CheckResult.good(check, good)
        : CheckResult.bad(check, bad);
  }
}
