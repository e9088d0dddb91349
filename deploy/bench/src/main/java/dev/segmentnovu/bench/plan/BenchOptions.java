package dev.segmentnovu.bench.plan;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the bench measures, and with what.
 *
 * @param scenarios at least one
 * @param users how many users the events have, 10 to 1,000,000
 * @param payload bytes of an event, 300 to 30,000
 * @param novuLatency from a request to Novu to its response
 * @param duration of each measurement
 * @param warmup before the throughput is measured
 * @param connections of the load generator
 * @param workers how many worker processes
 * @param rate events a second at which latency is measured; null for half the throughput
 * @param backlog how many events may be accepted and not delivered while the throughput is measured
 * @param waiting how many events wait in the queue while the throughput is measured, up to
 *     10,000,000; 0 for at most the backlog
 * @param redisServer the program; null for the one on the path, or else the built-in one
 * @param relay the script that starts the relay
 * @param program a command to measure instead of the relay, which gets its settings from
 *     environment variables; empty for the relay
 * @param settings environment variables for ingest and workers
 * @param javaOptions for the JVMs of ingest and workers, after those of the {@code relay} script
 * @param environment of this process
 */
public record BenchOptions(
    List<Scenario> scenarios,
    int users,
    int payload,
    Duration novuLatency,
    Duration duration,
    Duration warmup,
    int connections,
    int workers,
    @Nullable Double rate,
    int backlog,
    int waiting,
    @Nullable Path redisServer,
    Path relay,
    List<String> program,
    Map<String, String> settings,
    List<String> javaOptions,
    Map<String, String> environment) {

  /** Copies all collections. */
  public BenchOptions {
    scenarios = List.copyOf(scenarios);
    program = List.copyOf(program);
    settings = Map.copyOf(settings);
    javaOptions = List.copyOf(javaOptions);
    environment = Map.copyOf(environment);
  }

  /** The same with other users. */
  BenchOptions withUsers(int newUsers) {
    return with(newUsers, waiting);
  }

  /** The same with this many events waiting. */
  BenchOptions withWaiting(int newWaiting) {
    return with(users, newWaiting);
  }

  private BenchOptions with(int newUsers, int newWaiting) {
    return new BenchOptions(
        scenarios,
        newUsers,
        payload,
        novuLatency,
        duration,
        warmup,
        connections,
        workers,
        rate,
        backlog,
        newWaiting,
        redisServer,
        relay,
        program,
        settings,
        javaOptions,
        environment);
  }
}
