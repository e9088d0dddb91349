package dev.segmentnovu.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.bench.measure.Bench;
import dev.segmentnovu.bench.plan.BenchOptions;
import dev.segmentnovu.bench.plan.Sweep;
import dev.segmentnovu.bench.process.BenchFailure;
import dev.segmentnovu.bench.process.ProcessGroup;
import dev.segmentnovu.bench.report.Report;
import dev.segmentnovu.bench.report.ScalePlot;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code relay bench}: measures how much the relay can do on this machine, and how fast. */
@Command(
    name = "relay bench",
    mixinStandardHelpOptions = true,
    description = {
      "Measures the relay on this machine: throughput, latency, CPU time, memory.",
      "Starts a Redis, ingest, workers, a fake Novu and a load generator, each a",
      "process, and ends them. Takes a minute or more for each scenario.",
      "Exits with 1 if an event that was accepted was not delivered, or out of order."
    })
final class BenchCommand implements Callable<Integer> {
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

  public BenchCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    if (svg != null && vary == null) {
      throw new ParameterException(spec.commandLine(), "--svg needs --vary: it draws what varies");
    }
    BenchOptions options = measured.options(environment);
    PrintWriter err = spec.commandLine().getErr();
    try (var children = new ProcessGroup()) {
      Runtime.getRuntime().addShutdownHook(new Thread(children::close, "stop"));
      ObjectNode result = Bench.run(children, options, vary, err);
      report(result);
      if (result.path("ok").asBoolean()) {
        return BenchProgram.OK;
      }
      err.println(
          "Events were lost, out of order or refused for good: the figures are of no use. See above.");
      return BenchProgram.FAILED;
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
      throw new BenchFailure(file + " cannot be written: " + e.getMessage(), e);
    }
  }
}
