package dev.segmentnovu.bench;

import dev.segmentnovu.bench.process.BenchFailure;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine;

/** The program behind {@code ./relay bench}. Its exit codes are those of the relay command. */
public final class BenchProgram {
  static final int OK = 0;
  static final int FAILED = 1;
  private static final int UNAVAILABLE = 69;
  private static final int BUG = 70;

  private BenchProgram() {}

  /** Runs the bench and ends the process with its exit code. */
  public static void main(String[] arguments) {
    var out = utf8(FileDescriptor.out);
    var err = utf8(FileDescriptor.err);
    System.exit(commandLine(System.getenv(), out, err).execute(arguments));
  }

  /**
   * The bench as a command.
   *
   * @param environment of this process
   */
  public static CommandLine commandLine(
      Map<String, String> environment, PrintWriter out, PrintWriter err) {
    return new CommandLine(new BenchCommand(environment))
        .addSubcommand(new BenchNovuCommand())
        .addSubcommand(new BenchLoadCommand())
        .addSubcommand(new BenchHttpCommand())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(out)
        .setErr(err)
        .setExecutionExceptionHandler((failure, command, parsed) -> failed(failure, err));
  }

  private static int failed(Exception failure, PrintWriter err) {
    if (failure instanceof BenchFailure || failure instanceof UncheckedIOException) {
      err.println(failure.getMessage());
      return UNAVAILABLE;
    }
    err.println("This is a bug in the bench; please report it with these lines:");
    failure.printStackTrace(err);
    return BUG;
  }

  /** UTF-8 in every locale: the tables hold characters outside ASCII. */
  private static PrintWriter utf8(FileDescriptor descriptor) {
    return new PrintWriter(
        new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8), true);
  }
}
