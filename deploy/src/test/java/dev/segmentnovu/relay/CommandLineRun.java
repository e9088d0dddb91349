package dev.segmentnovu.relay;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;

/** A run of the command in this JVM, for commands that end by themselves. */
record CommandLineRun(int exitCode, String out, String err) {

  static CommandLineRun of(Map<String, String> environment, String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    int exitCode =
        Relay.commandLine(environment, new PrintWriter(out, true), new PrintWriter(err, true))
            .execute(arguments);
    return new CommandLineRun(exitCode, out.toString(), err.toString());
  }
}
