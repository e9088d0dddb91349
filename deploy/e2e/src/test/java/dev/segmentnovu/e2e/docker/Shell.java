package dev.segmentnovu.e2e.docker;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a program to its end. */
final class Shell {

  /**
   * The end of a program.
   *
   * @param output what it printed, on both streams
   */
  record Ended(int exitCode, String output) {
    /** The output; fails if the program failed. */
    String orThrow(List<String> command) {
      if (exitCode != 0) {
        throw new AssertionError(command + " ended with " + exitCode + ":\n" + output);
      }
      return output.strip();
    }
  }

  private Shell() {}

  /** Runs a program, and fails if it fails. Returns its output. */
  static String run(Duration limit, List<String> command) {
    return end(limit, Map.of(), command).orThrow(command);
  }

  /**
   * Runs a program.
   *
   * @param more environment variables
   * @throws AssertionError if it does not end in time
   */
  static Ended end(Duration limit, Map<String, String> more, List<String> command) {
    File output = null;
    try {
      output = File.createTempFile("relay-docker", ".log");
      var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output);
      builder
          .environment()
          .keySet()
          .removeIf(name -> name.matches("(RELAY|NOVU|SEGMENT|REDIS)_.*"));
      builder.environment().putAll(more);
      Process process = builder.start();
      process.getOutputStream().close();
      if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
        throw new AssertionError(command + " did not end within " + limit);
      }
      String text = Files.readString(output.toPath(), StandardCharsets.UTF_8);
      return new Ended(process.exitValue(), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(command + " was interrupted", e);
    } finally {
      if (output != null && !output.delete()) {
        output.deleteOnExit();
      }
    }
  }
}
