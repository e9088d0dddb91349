package dev.segmentnovu.relay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.relay.bench.Bench;
import dev.segmentnovu.relay.bench.BenchFailure;
import dev.segmentnovu.relay.bench.BenchOptions;
import dev.segmentnovu.relay.bench.Children;
import dev.segmentnovu.relay.bench.Report;
import dev.segmentnovu.relay.bench.Scenario;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code relay bench}: how much the relay can do on this machine, and how fast. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = {
      "Measures the relay on this machine: throughput, latency, CPU time, memory.",
      "Starts a Redis, ingest, workers, a fake Novu and a load generator, each a",
      "process, and ends them. Takes a minute or more for each scenario.",
      "Exits with 1 if an event that was accepted was not delivered."
    })
final class BenchCommand implements Callable<Integer> {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(15);

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
      names = "--redis-server",
      paramLabel = "FILE",
      description = "default: redis-server on the PATH, else the one that relay up starts")
  private @Nullable Path redisServer;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "a setting of ingest and workers, RELAY_CONCURRENCY=128 say; may be repeated")
  private Map<String, String> settings = new LinkedHashMap<>();

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "writes all figures there; - for standard output")
  private @Nullable String json;

  @Spec private CommandSpec spec = CommandSpec.create();

  private final Map<String, String> environment;

  BenchCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    BenchOptions options = options();
    PrintWriter err = spec.commandLine().getErr();
    try (var shutdown = new Shutdown(STOP_LIMIT).onSignal()) {
      var children = new Children();
      shutdown.add("the processes of the bench", children::close);
      ObjectNode result = Bench.run(children, options, err);
      report(result);
      if (result.path("ok").asBoolean()) {
        return ExitCode.OK;
      }
      err.println("Events were lost or refused for good: the figures are of no use. See above.");
      return ExitCode.FAILED;
    } catch (BenchFailure e) {
      throw new CannotRunException(ExitCode.UNAVAILABLE, String.valueOf(e.getMessage()));
    }
  }

  private void report(ObjectNode result) {
    PrintWriter out = spec.commandLine().getOut();
    String text = result.toPrettyString();
    if (json == null) {
      Report.print(result, out);
    } else if (json.equals("-")) {
      Report.print(result, spec.commandLine().getErr());
      out.println(text);
    } else {
      Report.print(result, out);
      try {
        Files.writeString(Path.of(json), text + "\n");
      } catch (IOException e) {
        throw new CannotRunException(
            ExitCode.UNAVAILABLE, json + " cannot be written: " + e.getMessage());
      }
    }
  }

  private BenchOptions options() {
    within("--users", users, 10, 1_000_000);
    within("--payload", payload, 300, 30_000);
    within("--connections", connections, 1, 1_000);
    within("--workers", workers, 1, 64);
    within("--backlog", backlog, 100, 10_000_000);
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
        redisServer,
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
