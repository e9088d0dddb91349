package dev.segmentnovu.relay.cli.map;

import dev.segmentnovu.relay.fixture.CommandLineRun;
import dev.segmentnovu.relay.runtime.exit.CannotRunException;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine;

/** Runs {@code relay map} with events on its standard input, without a configuration file. */
final class MapRun {

  /** An event that the default configuration of the command maps to a workflow. */
  static final String TRACK =
      "{'type':'track','userId':'u1','messageId':'m1','event':'User Registered','properties':{'n':12345678901234567890}}";

  private MapRun() {}

  /** Runs the command; {@code input} is JSON that is written with single quotes. */
  static CommandLineRun map(String input, String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    var stream =
        new ByteArrayInputStream(input.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    int exitCode =
        new CommandLine(new MapCommand(Map.of(), stream))
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .setExecutionExceptionHandler(
                (failure, command, parsed) -> {
                  err.write(String.valueOf(failure.getMessage()));
                  return ((CannotRunException) failure).exitCode();
                })
            .execute(arguments);
    return new CommandLineRun(exitCode, out.toString(), err.toString());
  }
}
