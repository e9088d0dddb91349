package dev.segmentnovu.bench.process;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A process of the bench, and its log. */
public final class ChildProcess {
  private static final int TAIL_LINES = 20;
  private static final String PEAK = "VmHWM:";

  private final String name;
  private final Process process;
  private final Path log;
  private final BufferedWriter input;
  private final BufferedReader output;

  ChildProcess(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
    input = process.outputWriter(StandardCharsets.UTF_8);
    output = process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * The processor time that it has used, in microseconds. On Linux it comes from {@code
   * /proc/<pid>/stat}, in steps of 10 ms.
   */
  public long cpuMicros() {
    return process
        .toHandle()
        .info()
        .totalCpuDuration()
        .map(time -> time.toNanos() / 1_000)
        .orElse(0L);
  }

  /**
   * The highest resident memory since it started, in MB of 1,048,576 bytes; 0 if the system does
   * not tell.
   */
  public long peakMegabytes() {
    try (Stream<String> lines =
        Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
      return lines
          .filter(line -> line.startsWith(PEAK))
          .map(line -> line.substring(PEAK.length()).replace("kB", "").strip())
          .mapToLong(Long::parseLong)
          .map(kilobytes -> kilobytes / 1_024)
          .findFirst()
          .orElse(0);
    } catch (IOException | UncheckedIOException e) {
      return 0;
    }
  }

  boolean hasEnded() {
    return !process.isAlive();
  }

  /**
   * Checks that it is alive.
   *
   * @throws BenchFailure with the end of its log if it has ended
   */
  public void requireAlive() {
    if (hasEnded()) {
      throw new BenchFailure(toString());
    }
  }

  /** Its name; if it has ended, also its exit code and the end of its log. */
  @Override
  public String toString() {
    if (!hasEnded()) {
      return "The process " + name;
    }
    String said = tail().isEmpty() ? " and said nothing." : ". The end of its log:\n" + tail();
    return "The process " + name + " ended with " + process.exitValue() + said;
  }

  /**
   * Sends a line, and returns the line that it responds with.
   *
   * @throws BenchFailure if it has ended
   */
  String ask(String line) {
    try {
      input.write(line + "\n");
      input.flush();
      String response = output.readLine();
      if (response != null) {
        return response;
      }
      process.waitFor();
    } catch (IOException e) {
      process.destroyForcibly();
      process.onExit().join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchFailure("Interrupted", e);
    }
    requireAlive();
    throw new BenchFailure("The process " + name + " closed its output");
  }

  /** The last lines of its log. */
  public String tail() {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    } catch (IOException e) {
      return "";
    }
  }

  /** Kills it, and returns when it has ended. */
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
