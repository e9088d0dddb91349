package dev.segmentnovu.bench;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;

/** The result of a bench that ran in this JVM. */
public record BenchRun(int exitCode, String out, String err) {

  /** Runs it without any environment variable, and returns when it has ended. */
  public static BenchRun of(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    int exitCode =
        BenchProgram.commandLine(Map.of(), new PrintWriter(out, true), new PrintWriter(err, true))
            .execute(arguments);
    return new BenchRun(exitCode, out.toString(), err.toString());
  }
}
