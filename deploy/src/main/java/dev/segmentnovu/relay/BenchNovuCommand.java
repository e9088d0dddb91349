package dev.segmentnovu.relay;

import dev.segmentnovu.relay.bench.NovuProgram;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code relay bench novu}, which {@code relay bench} starts: the fake Novu. */
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
      return ExitCode.OK;
    } catch (IOException e) {
      throw new CannotRunException(
          ExitCode.UNAVAILABLE, "The fake Novu on port " + port + " failed: " + e.getMessage());
    }
  }
}
