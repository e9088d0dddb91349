package dev.segmentnovu.bench;

import dev.segmentnovu.bench.novu.NovuProgram;
import dev.segmentnovu.bench.process.BenchFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code novu}, which {@code relay bench} starts: the fake Novu. */
@Command(name = "novu", hidden = true, description = "The fake Novu of relay bench.")
final class BenchNovuCommand implements Callable<Integer> {

  @Option(names = "--port", required = true)
  private int port;

  @Option(names = "--novu-latency", required = true, converter = DurationOption.class)
  private Duration latency = Duration.ZERO;

  @Override
  public Integer call() {
    try {
      NovuProgram.run(port, latency);
      return BenchProgram.OK;
    } catch (IOException e) {
      throw new BenchFailure("The fake Novu on port " + port + " failed: " + e.getMessage(), e);
    }
  }
}
