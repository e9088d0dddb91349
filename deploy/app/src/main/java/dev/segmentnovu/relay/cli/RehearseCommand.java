package dev.segmentnovu.relay.cli;

import dev.segmentnovu.relay.cli.terminal.Surroundings;
import dev.segmentnovu.relay.runtime.Shutdown;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code relay rehearse}: {@code up} and {@code send} in one short run. The build runs it once, so
 * that Java writes the loaded classes into an archive ({@code -XX:ArchiveClassesAtExit}). Later
 * starts map the classes from there.
 *
 * <p>It reads neither the environment nor a {@code relay.yaml}, so it never calls a real Novu.
 */
@Command(
    name = "rehearse",
    hidden = true,
    description = "Starts all of it on free ports, sends an event through, and stops.")
final class RehearseCommand implements Callable<Integer> {
  private static final Duration STEP_LIMIT = Duration.ofSeconds(15);
  private static final String LOOPBACK = "http://127.0.0.1:";

  @Option(
      names = "--directory",
      paramLabel = "DIR",
      required = true,
      description = "for its data; made where there is none")
  private Path directory = Path.of("rehearsal");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    Path config = Files.createDirectories(directory).resolve("relay.yaml");
    Files.writeString(config, "# the defaults\n");
    int http = FreePorts.choose();
    int sandbox = FreePorts.choose();
    var environment =
        Map.of(
            "RELAY_CONFIG", config.toString(),
            "RELAY_HTTP_PORT", Integer.toString(http),
            "RELAY_ADMIN_PORT", Integer.toString(FreePorts.choose()),
            "RELAY_OPS_PORT", Integer.toString(FreePorts.choose()));
    var out = new PrintWriter(Writer.nullWriter());
    var up = new UpCommand(environment);
    new CommandLine(up)
        .setOut(out)
        .parseArgs(
            "--data=" + directory.resolve("data"),
            "--redis-port=" + FreePorts.choose(),
            "--sandbox-port=" + sandbox);
    try (var shutdown = new Shutdown(STEP_LIMIT)) {
      up.start(shutdown);
      String[] send = {
        "send", "--url=" + LOOPBACK + http + "/webhooks/segment", "--sandbox=" + LOOPBACK + sandbox
      };
      var err = spec.commandLine().getErr();
      return Relay.commandLine(Surroundings.ofProcess(environment), out, err, send).execute(send);
    }
  }
}
