package dev.segmentnovu.bench;

import dev.segmentnovu.bench.plan.BenchOptions;
import dev.segmentnovu.bench.plan.Scenario;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of {@code relay bench} that say what to measure, and with what. */
final class BenchMeasured {
  @Option(
      names = "--scenario",
      paramLabel = "NAME",
      split = ",",
      description = "of ${COMPLETION-CANDIDATES}; may be repeated; default: all")
  private List<Scenario> scenarios = List.of(Scenario.values());

  @Option(
      names = "--users",
      paramLabel = "N",
      defaultValue = "10000",
      description = "whose events are sent, 10 to 1000000; default: ${DEFAULT-VALUE}")
  private int users;

  @Option(
      names = "--payload",
      paramLabel = "BYTES",
      defaultValue = "1000",
      description = "of an event's JSON, 300 to 30000; default: ${DEFAULT-VALUE}")
  private int payload;

  @Option(
      names = "--novu-latency",
      paramLabel = "TIME",
      defaultValue = "20ms",
      converter = DurationOption.class,
      description = "that Novu takes to answer; default: ${DEFAULT-VALUE}")
  private Duration novuLatency = Duration.ZERO;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      defaultValue = "10s",
      converter = DurationOption.class,
      description = "of each measurement; default: ${DEFAULT-VALUE}")
  private Duration duration = Duration.ZERO;

  @Option(
      names = "--warmup",
      paramLabel = "TIME",
      defaultValue = "10s",
      converter = DurationOption.class,
      description = "before throughput is measured; default: ${DEFAULT-VALUE}")
  private Duration warmup = Duration.ZERO;

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "64",
      description = "of the load generator; default: ${DEFAULT-VALUE}")
  private int connections;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "1",
      description = "processes; default: ${DEFAULT-VALUE}")
  private int workers;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "events a second for the latency; default: half the throughput")
  private @Nullable Double rate;

  @Option(
      names = "--backlog",
      paramLabel = "N",
      defaultValue = "20000",
      description =
          "accepted and not yet delivered events, at most, and at most 256 MB of them; default:"
              + " ${DEFAULT-VALUE}")
  private int backlog;

  @Option(
      names = "--waiting",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "events in the queue all the while that the throughput is measured, at most 10000000;"
              + " default: ${DEFAULT-VALUE}, for as many as --backlog lets be")
  private int waiting;

  @Option(
      names = "--redis-server",
      paramLabel = "FILE",
      description = "default: redis-server on the PATH, else the one that relay up starts")
  private @Nullable Path redisServer;

  @Option(
      names = "--relay",
      paramLabel = "FILE",
      defaultValue = "${env:RELAY_HOME:-.}/relay",
      description = "the script that starts the relay; default: that of this project")
  private Path relay = Path.of("relay");

  @Option(
      names = "--program",
      paramLabel = "COMMAND",
      split = " ",
      description =
          "what is measured in the relay's place, say a bridge that you have now; it is called with"
              + " ingest or worker, and told by REDIS_URL and the other variables of a relay"
              + " without a file where everything is (docs/operations.md)")
  private List<String> program = List.of();

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "a setting of ingest and workers, RELAY_CONCURRENCY=128 say; may be repeated")
  private Map<String, String> settings = new LinkedHashMap<>();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  /**
   * The options as a record.
   *
   * @param environment of this process
   * @throws ParameterException if a value is out of its bounds
   */
  BenchOptions options(Map<String, String> environment) {
    within("--users", users, 10, 1_000_000);
    within("--payload", payload, 300, 30_000);
    within("--connections", connections, 1, 1_000);
    within("--workers", workers, 1, 64);
    within("--backlog", backlog, 100, 10_000_000);
    within("--waiting", waiting, 0, 10_000_000);
    if (duration.isZero() || (rate != null && rate <= 0)) {
      throw new ParameterException(
          spec.commandLine(), "--duration and --rate must be more than nothing");
    }
    String more = environment.getOrDefault("RELAY_JAVA_OPTS", "").strip();
    return new BenchOptions(
        scenarios,
        users,
        payload,
        novuLatency,
        duration,
        warmup,
        connections,
        workers,
        rate,
        backlog,
        waiting,
        redisServer,
        relay.toAbsolutePath(),
        program,
        settings,
        more.isEmpty() ? List.of() : List.of(more.split("\\s+", -1)),
        environment);
  }

  private void within(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw new ParameterException(
          spec.commandLine(), option + " must be from " + least + " to " + most);
    }
  }
}
