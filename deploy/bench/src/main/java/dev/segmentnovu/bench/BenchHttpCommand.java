package dev.segmentnovu.bench;

import dev.segmentnovu.bench.novu.BareHttpProgram;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code http}, which {@code relay bench} starts: a server that does nothing. */
@Command(name = "http", hidden = true, description = "The bare HTTP server of relay bench.")
final class BenchHttpCommand implements Callable<Integer> {

  @Option(names = "--port", required = true)
  private int port;

  @Override
  public Integer call() throws InterruptedException {
    BareHttpProgram.start(port);
    new CountDownLatch(1).await();
    return BenchProgram.OK;
  }
}
