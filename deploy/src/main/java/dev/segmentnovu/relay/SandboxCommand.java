package dev.segmentnovu.relay;

import dev.segmentnovu.relay.sandbox.RequestLine;
import dev.segmentnovu.relay.sandbox.SandboxNovu;
import dev.segmentnovu.relay.sandbox.SandboxOptions;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code relay sandbox}: a sandbox Novu alone. */
@Command(
    name = "sandbox",
    mixinStandardHelpOptions = true,
    description = {
      "A stand-in for Novu: answers as Novu does, sends nothing to anybody, prints what it receives.",
      "GET /sandbox/requests and /sandbox/subscribers list it; POST /sandbox/fail makes it fail."
    })
final class SandboxCommand extends ProcessCommand {

  @Option(names = "--host", defaultValue = "127.0.0.1", description = "default: ${DEFAULT-VALUE}")
  private String host = "";

  @Option(names = "--port", defaultValue = "8090", description = "default: ${DEFAULT-VALUE}")
  private int port;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  void start(Shutdown shutdown) {
    PrintWriter out = spec.commandLine().getOut();
    SandboxNovu novu =
        start(new Foundation(shutdown), SandboxOptions.onPort(port).withHost(host), out);
    out.println("A sandbox Novu listens at " + novu.url());
  }

  /** Starts a sandbox that prints a line for each thing it receives. */
  static SandboxNovu start(Foundation foundation, SandboxOptions options, PrintWriter out) {
    var novu =
        new SandboxNovu(
            options, foundation.clock(), request -> RequestLine.of(request).forEach(out::println));
    foundation.deploy("the sandbox Novu on port " + options.port(), () -> novu, 1);
    return novu;
  }
}
