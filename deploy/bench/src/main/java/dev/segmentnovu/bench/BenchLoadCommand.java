package dev.segmentnovu.bench;

import dev.segmentnovu.bench.load.LoadProgram;
import dev.segmentnovu.bench.process.BenchFailure;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code load}, which {@code relay bench} starts: the load generator. */
@Command(name = "load", hidden = true, description = "The load generator of relay bench.")
final class BenchLoadCommand implements Callable<Integer> {

  @Option(names = "--novu-port", required = true)
  private int novuPort;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    try {
      LoadProgram.run(novuPort, spec.commandLine().getOut());
      return BenchProgram.OK;
    } catch (IOException e) {
      throw new BenchFailure("The load generator cannot go on: " + e.getMessage(), e);
    }
  }
}
