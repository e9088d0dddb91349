package dev.segmentnovu.relay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.relay.bench.Bench;
import dev.segmentnovu.relay.bench.BenchFailure;
import dev.segmentnovu.relay.bench.BenchOptions;
import dev.segmentnovu.relay.bench.ProcessGroup;
import dev.segmentnovu.relay.bench.Report;
import dev.segmentnovu.relay.bench.ScalePlot;
import dev.segmentnovu.relay.bench.Sweep;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
      "Exits with 1 if an event that was accepted was not delivered, or out of order."
    })
final class BenchCommand implements Callable<Integer> {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(15);

  @Mixin private BenchMeasured measured = new BenchMeasured();

  @Option(
      names = "--vary",
      paramLabel = "NAME=N[,N...]",
      converter = SweepOption.class,
      description =
          "users or waiting: measures the throughput alone, once for each value, in place of what"
              + " --users or --waiting say")
  private @Nullable Sweep vary;

  @Option(
      names = "--svg",
      paramLabel = "FILE",
      description = "with --vary: draws the processor time of an event there")
  private @Nullable Path svg;

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
    if (svg != null && vary == null) {
      throw new ParameterException(spec.commandLine(), "--svg needs --vary: it draws what varies");
    }
    BenchOptions options = measured.options(environment);
    PrintWriter err = spec.commandLine().getErr();
    try (var shutdown = new Shutdown(STOP_LIMIT).onSignal()) {
      var children = new ProcessGroup();
      shutdown.add("the processes of the bench", children::close);
      ObjectNode result = Bench.run(children, options, vary, err);
      report(result);
      if (result.path("ok").asBoolean()) {
        return ExitCode.OK;
      }
      err.println(
          "Events were lost, out of order or refused for good: the figures are of no use. See above.");
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
      write(Path.of(json), text + "\n");
    }
    if (svg != null) {
      write(svg, ScalePlot.svg(result));
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new CannotRunException(
          ExitCode.UNAVAILABLE, file + " cannot be written: " + e.getMessage());
    }
  }
}
