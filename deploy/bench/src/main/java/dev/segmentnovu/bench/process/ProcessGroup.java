package dev.segmentnovu.bench.process;

import dev.segmentnovu.bench.plan.BenchOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * All processes of the bench, and their working directory. Closing it ends the processes and
 * deletes the directory.
 */
public final class ProcessGroup implements AutoCloseable {

  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  /** The variable from which the {@code relay} script takes more options for Java. */
  private static final String JAVA_OPTIONS = "RELAY_JAVA_OPTS";

  private static final String MAIN_CLASS = "dev.segmentnovu.bench.BenchProgram";
  private static final List<String> OWN_OPTIONS =
      List.of("-XX:+UseSerialGC", "-Xms32m", "-Xmx128m", "-XX:+ExitOnOutOfMemoryError");
  private static final long PAUSE_MILLIS = 20;
  private static final long START_NANOS = 60_000_000_000L;

  private final List<ChildProcess> running = new ArrayList<>();
  private final Path directory;
  private boolean closed;

  /** A group without processes, with a new directory. */
  public ProcessGroup() {
    try {
      directory = Files.createTempDirectory("relay-bench");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Path directory() {
    return directory;
  }

  /** A port that is free now, each only once: the system may choose the same one again. */
  public static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = socket.getLocalPort();
      return GIVEN.add(port) ? port : freePort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Starts {@code relay ingest} or {@code relay worker} by the {@code relay} script, or the program
   * to measure instead.
   */
  public ChildProcess relay(BenchOptions options, String command, Map<String, String> settings) {
    List<String> line = new ArrayList<>(options.program());
    Map<String, String> environment = new HashMap<>(settings);
    if (line.isEmpty()) {
      line.add(options.relay().toString());
      environment.put(JAVA_OPTIONS, String.join(" ", options.javaOptions()));
    }
    line.add(command);
    return start(command, false, line, environment);
  }

  /** Starts a part of the bench itself: {@code novu}, {@code load} or {@code http}. */
  public ChildProcess bench(String name, String... arguments) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(OWN_OPTIONS);
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN_CLASS));
    line.addAll(Arrays.asList(arguments));
    return start(name, true, line, Map.of());
  }

  /**
   * Starts a program.
   *
   * @param talks whether the bench reads its output; else the output goes to its log, like its
   *     errors
   * @throws BenchFailure if there is no such program, or the group is closed
   */
  synchronized ChildProcess start(
      String name, boolean talks, List<String> command, Map<String, String> settings) {
    requireOpen();
    Path log = directory.resolve(name + "-" + running.size() + ".log");
    var builder = new ProcessBuilder(command);
    // the settings of another relay do not apply here
    builder.environment().keySet().removeIf(each -> each.matches("(RELAY|NOVU|SEGMENT|REDIS)_.*"));
    builder.environment().putAll(settings);
    var toLog = ProcessBuilder.Redirect.appendTo(log.toFile());
    builder.redirectError(toLog);
    if (!talks) {
      builder.redirectOutput(toLog);
    }
    try {
      var child = new ChildProcess(name, builder.start(), log);
      running.add(child);
      return child;
    } catch (IOException e) {
      throw new BenchFailure(command.get(0) + " cannot be run: " + e.getMessage(), e);
    }
  }

  /** Kills one process. */
  public void stop(ChildProcess child) {
    child.kill();
    synchronized (this) {
      running.remove(child);
    }
  }

  /**
   * Returns when {@code done} holds.
   *
   * @throws BenchFailure if a process ends, if it takes longer than a minute, or if the group is
   *     closed
   */
  public void await(String what, BooleanSupplier done) {
    await(what, START_NANOS, done);
  }

  /** The same with another limit than a minute. */
  public void await(String what, long nanos, BooleanSupplier done) {
    long begin = System.nanoTime();
    while (!done.getAsBoolean()) {
      if (System.nanoTime() - begin > nanos) {
        throw new BenchFailure(
            what + " was waited for in vain, for " + nanos / 1_000_000_000 + " s");
      }
      pause(PAUSE_MILLIS);
    }
  }

  /**
   * Waits for this time.
   *
   * @throws BenchFailure if a process ends, or the group is closed
   */
  public synchronized void pause(long millis) {
    long end = System.nanoTime() + millis * 1_000_000;
    try {
      for (long left = millis; left > 0; left = (end - System.nanoTime()) / 1_000_000) {
        requireOpen();
        running.forEach(ChildProcess::requireAlive);
        wait(Math.min(left, 1_000));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchFailure("Interrupted", e);
    }
    requireOpen();
  }

  /**
   * {@code failure}, or its cause: if one process ends, others fail because of it, and any of them
   * may be noticed first.
   */
  public synchronized BenchFailure explained(BenchFailure failure) {
    List<String> ended =
        running.stream().filter(ChildProcess::hasEnded).map(Object::toString).toList();
    return ended.isEmpty() ? failure : new BenchFailure(String.join("\n", ended), failure);
  }

  private void requireOpen() {
    if (closed) {
      throw new BenchFailure("Stopped");
    }
  }

  /** Kills all processes, and deletes their directory. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    notifyAll();
    running.forEach(ChildProcess::kill);
    running.clear();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
