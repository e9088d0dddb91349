package dev.segmentnovu.relay.cli.health;

import dev.segmentnovu.config.ProcessRole;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.TlsFiles;
import dev.segmentnovu.config.read.ConfigLoader;
import dev.segmentnovu.config.read.ConfigResult;
import dev.segmentnovu.relay.cli.http.Call;
import dev.segmentnovu.relay.cli.http.Exchange;
import dev.segmentnovu.relay.cli.http.Reachable;
import dev.segmentnovu.relay.cli.http.WebCalls;
import dev.segmentnovu.relay.cli.terminal.Printable;
import dev.segmentnovu.relay.runtime.config.CommandConfig;
import dev.segmentnovu.relay.runtime.exit.ExitCode;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code relay health}: for the health check of a container. */
@Command(
    name = "health",
    mixinStandardHelpOptions = true,
    description = {
      "Asks the processes of this machine whether they can do their work.",
      "Asks at their configured ports: ingest at the admin port, the worker at the ops port, with",
      "https where the port has a certificate. Ends with 0 if all can, and with 1 if not.",
      "In a container it asks the part that the container runs, which may be the sandbox."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  relay health                 both, as relay up runs them",
      "  relay health --for worker    only a worker",
      "  relay health --live          whether it runs, even if Redis is away"
    })
public final class HealthCommand implements Callable<Integer> {

  /** Where the sandbox of a container listens, unless its command names another port. */
  private static final URI SANDBOX = URI.create("http://127.0.0.1:8090");

  @Option(
      names = "--for",
      paramLabel = "PART",
      description = "ingest, worker or both; default: what the container runs, and both elsewhere")
  private @Nullable ProcessRole role;

  @Option(names = "--live", description = "only ask whether it runs")
  private boolean live;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "ask the port with this address in place of the configured ones")
  private @Nullable URI url;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "5",
      description = "how long an answer may take; default: ${DEFAULT-VALUE}")
  private int timeout;

  @Spec private CommandSpec spec = CommandSpec.create();

  private final Map<String, String> environment;
  private final Supplier<List<String>> firstProcess;

  public HealthCommand(Map<String, String> environment) {
    this(environment, FirstProcess::arguments);
  }

  /**
   * The command in a container.
   *
   * @param firstProcess the arguments of the container's first process
   */
  HealthCommand(Map<String, String> environment, Supplier<List<String>> firstProcess) {
    this.environment = environment;
    this.firstProcess = firstProcess;
  }

  @Override
  public Integer call() {
    if (timeout < 1 || role == ProcessRole.QUEUE) {
      throw new ParameterException(
          spec.commandLine(),
          "--timeout must be at least 1, and --for one of ingest, worker and both");
    }
    boolean isWell = true;
    List<URI> ports = url == null ? ports() : List.of(withoutSlash(url));
    // the certificate of a port seldom names the address at which its own machine reaches it, and
    // the call tells nobody anything
    boolean isHere = url == null || Reachable.isLoopback(url);
    try (var calls = isHere ? WebCalls.takingAnyCertificate() : new WebCalls()) {
      for (URI port : ports) {
        isWell &= isWell(calls, URI.create(port + (live ? "/health/live" : "/health/ready")));
      }
    }
    return isWell ? ExitCode.OK : ExitCode.FAILED;
  }

  private static URI withoutSlash(URI address) {
    return URI.create(address.toString().replaceAll("/+$", ""));
  }

  private List<URI> ports() {
    if (role != null) {
      return ports(role);
    }
    return switch (FirstProcess.command(firstProcess.get()).orElse("")) {
      case "ingest" -> ports(ProcessRole.INGEST);
      case "worker" -> ports(ProcessRole.WORKER);
      case "sandbox" -> List.of(SANDBOX);
      default -> ports(ProcessRole.BOTH);
    };
  }

  private List<URI> ports(ProcessRole role) {
    RelayConfig config = config(role);
    List<URI> ports = new ArrayList<>();
    if (role != ProcessRole.WORKER) {
      RelayConfig.Admin admin = config.admin();
      ports.add(local(admin.host(), admin.port(), admin.tls()));
    }
    if (role.delivers()) {
      RelayConfig.Ops ops = config.ops();
      ports.add(local(ops.host(), ops.port(), ops.tls()));
    }
    return ports;
  }

  /**
   * A process goes on with the configuration that it has when its file becomes invalid. It must not
   * be restarted for that, so an invalid file is used as far as it can be read.
   */
  private RelayConfig config(ProcessRole role) {
    ConfigLoader loader = CommandConfig.offline(environment, role);
    ConfigResult result = loader.load();
    return result.match(
        config -> config,
        errors ->
            loader
                .despiteErrors()
                .map(
                    config -> {
                      spec.commandLine()
                          .getErr()
                          .println(
                              "The configuration has errors, which relay check lists. The ports are"
                                  + " read from it all the same.");
                      return config;
                    })
                .orElseGet(() -> CommandConfig.require(result)));
  }

  private static URI local(String host, int port, @Nullable TlsFiles tls) {
    String scheme = tls == null ? "http" : "https";
    return URI.create(scheme + "://" + Reachable.host(host) + ":" + port);
  }

  private boolean isWell(WebCalls calls, URI uri) {
    Exchange exchange = calls.call(Call.get(uri).within(Duration.ofSeconds(timeout)));
    boolean isWell = exchange.match(answer -> answer.status() == 200, none -> false);
    String said =
        exchange.match(
            answer -> answer.status() + " " + answer.text().strip(),
            none -> "no answer (" + none.detail() + ")");
    PrintWriter out = isWell ? spec.commandLine().getOut() : spec.commandLine().getErr();
    out.println((isWell ? "✓ " : "✗ ") + uri + ": " + Printable.of(said));
    return isWell;
  }
}
