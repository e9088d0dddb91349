package dev.segmentnovu.relay.cli;

import dev.segmentnovu.relay.runtime.ProcessRuntime;
import dev.segmentnovu.relay.runtime.Shutdown;
import dev.segmentnovu.sandbox.SandboxNovu;
import dev.segmentnovu.sandbox.environment.NovuVersion;
import dev.segmentnovu.sandbox.environment.RateLimits;
import dev.segmentnovu.sandbox.environment.SandboxOptions;
import dev.segmentnovu.sandbox.received.RequestLine;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code relay sandbox}: only the sandbox Novu. */
@Command(
    name = "sandbox",
    mixinStandardHelpOptions = true,
    description = {
      "A stand-in for Novu: answers as Novu does, sends nothing to anybody, prints what it receives.",
      "GET /sandbox/requests, /sandbox/messages and /sandbox/subscribers list it;"
          + " POST /sandbox/fail makes it fail."
    })
final class SandboxCommand extends ProcessCommand {

  @Option(names = "--host", defaultValue = "127.0.0.1", description = "default: ${DEFAULT-VALUE}")
  private String host = "";

  @Option(names = "--port", defaultValue = "8090", description = "default: ${DEFAULT-VALUE}")
  private int port;

  @Option(
      names = "--workflow",
      paramLabel = "NAME",
      description = "a workflow that exists; may be repeated; default: all names exist")
  private List<String> workflows = new ArrayList<>();

  @Option(
      names = "--inactive",
      paramLabel = "NAME",
      description = "a workflow that is switched off; may be repeated")
  private List<String> inactive = new ArrayList<>();

  @Option(
      names = "--plan",
      description =
          "rate limits of a plan of Novu's cloud: free, pro, business, enterprise; default: none")
  private @Nullable String plan;

  @Option(
      names = "--novu-version",
      paramLabel = "VERSION",
      description = "behave as Novu 3.15 or 3.19; default: 3.19")
  private String version = NovuVersion.V3_19.toString();

  @Option(
      names = "--validate-ids",
      description =
          "refuse ids outside Novu's pattern, as with"
              + " IS_SUBSCRIBER_ID_VALIDATION_DRY_RUN_ENABLED=false; default: take any id")
  private boolean validateIds;

  @Option(
      names = "--api-key",
      paramLabel = "KEY",
      description = "an API key that is let in; may be repeated; default: any key")
  private List<String> apiKeys = new ArrayList<>();

  @Option(names = "--idempotency", description = "heed Idempotency-Key; default: ignore it")
  private boolean idempotency;

  @Option(
      names = "--worker-delay-millis",
      paramLabel = "MS",
      description = "how long a repeated transactionId goes unnoticed; default: 1500")
  private long workerDelayMillis = SandboxOptions.DEFAULT_WORKER_DELAY.toMillis();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  void start(Shutdown shutdown) {
    PrintWriter out = spec.commandLine().getOut();
    SandboxNovu novu = start(new ProcessRuntime(shutdown), options(), out);
    out.println("A sandbox Novu listens at " + novu.url());
  }

  private SandboxOptions options() {
    try {
      SandboxOptions options =
          SandboxOptions.onPort(port)
              .withHost(host)
              .withVersion(NovuVersion.of(version))
              .withApiKeys(apiKeys.toArray(String[]::new))
              .withInactive(inactive.toArray(String[]::new))
              .withWorkerDelay(Duration.ofMillis(workerDelayMillis));
      if (!workflows.isEmpty()) {
        options = options.withWorkflows(workflows.toArray(String[]::new));
      }
      if (plan != null) {
        options = options.withRateLimits(RateLimits.ofPlan(plan));
      }
      if (validateIds) {
        options = options.withValidIdsOnly();
      }
      return idempotency ? options.withIdempotency() : options;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }

  /** Starts a sandbox that prints a line for each request it receives. */
  static SandboxNovu start(ProcessRuntime runtime, SandboxOptions options, PrintWriter out) {
    var novu =
        new SandboxNovu(
            options, runtime.clock(), request -> RequestLine.of(request).forEach(out::println));
    runtime.deploy(
        "the sandbox Novu on port "
            + options.port()
            + " (--port of relay sandbox, --sandbox-port of relay up)",
        () -> novu,
        1);
    return novu;
  }
}
