package dev.segmentnovu.relay.cli;

import dev.segmentnovu.config.ListenPort;
import dev.segmentnovu.config.ProcessRole;
import dev.segmentnovu.config.RedisAddress;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.queue.redis.RedisEventQueue;
import dev.segmentnovu.relay.cli.http.Reachable;
import dev.segmentnovu.relay.cli.send.SendCommand;
import dev.segmentnovu.relay.embedded.DataDirectory;
import dev.segmentnovu.relay.embedded.EmbeddedRedis;
import dev.segmentnovu.relay.embedded.IncludedRedis;
import dev.segmentnovu.relay.embedded.UpNote;
import dev.segmentnovu.relay.runtime.IngestProcess;
import dev.segmentnovu.relay.runtime.ProcessRuntime;
import dev.segmentnovu.relay.runtime.RedisWatch;
import dev.segmentnovu.relay.runtime.Shutdown;
import dev.segmentnovu.relay.runtime.WorkerProcess;
import dev.segmentnovu.relay.runtime.config.CommandConfig;
import dev.segmentnovu.relay.runtime.config.LiveConfig;
import dev.segmentnovu.sandbox.environment.SandboxOptions;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code relay up}: ingest, worker, Redis and sandbox in one process. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description = {
      "All in one: ingest, worker, admin, and its own Redis unless REDIS_URL is set.",
      "Without NOVU_API_KEY events go to a sandbox Novu that prints what it receives.",
      "Runs until Ctrl-C; what is queued then goes on at the next start."
    })
final class UpCommand extends ProcessCommand {

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = DataDirectory.OPTION_DEFAULT,
      description = "where Redis keeps its data; default: data beside the relay script")
  private Path data = DataDirectory.usual("");

  @Option(
      names = "--redis-port",
      paramLabel = "PORT",
      defaultValue = "6479",
      description = "of the embedded Redis; default: ${DEFAULT-VALUE}")
  private int redisPort;

  @Option(
      names = "--sandbox-port",
      paramLabel = "PORT",
      defaultValue = "8090",
      description = "of the sandbox Novu; default: ${DEFAULT-VALUE}")
  private int sandboxPort;

  @Spec private CommandSpec spec = CommandSpec.create();

  private final Map<String, String> environment;

  UpCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  void start(Shutdown shutdown) {
    PrintWriter out = spec.commandLine().getOut();
    if (redisPort == 0) {
      throw new ParameterException(
          spec.commandLine(),
          "--redis-port must be a fixed port: after a crash the next start finds the Redis that was"
              + " left running by its port");
    }
    int sandbox = sandboxPort == 0 ? FreePorts.choose() : sandboxPort;
    URI novu = URI.create("http://127.0.0.1:" + sandbox);
    CommandConfig.AllInOne settings = CommandConfig.allInOne(environment, novu);
    boolean sandboxed = settings.sandboxed();
    // report mistakes in the configuration before anything starts
    RelayConfig config = CommandConfig.require(settings.loader().load());

    DataDirectory directory = config.redis() == null ? hold(shutdown) : null;
    FreePorts.require(ports(config, sandboxed ? sandbox : 0));
    RelayConfig.Redis redis =
        directory == null
            ? Objects.requireNonNull(config.redis())
            : embeddedRedis(directory, shutdown);
    var runtime = new ProcessRuntime(shutdown);
    LiveConfig live = runtime.config(settings.loader(), ProcessRole.BOTH);
    if (sandboxed) {
      SandboxCommand.start(runtime, SandboxOptions.onPort(sandbox), out);
    }
    RedisEventQueue queue = runtime.queue(redis, config.queue());
    RedisWatch watch = runtime.watch(queue, redis.durability(), live);
    if (directory != null) {
      runtime.follow(directory.path(), directory::problem, watch);
    }
    WorkerProcess.start(runtime, live, queue, watch);
    URI ownNovu = sandboxed ? novu : null;
    IngestProcess.Ports ports = IngestProcess.start(runtime, live, queue, watch, ownNovu);
    runtime.mark(queue, live);
    runtime.follow(live);
    if (directory != null) {
      new UpNote(ports.ingest(), admin(config, ports), ownNovu).write(directory);
      shutdown.add("the note of the ports", () -> UpNote.remove(directory));
    }

    Path redisData = directory == null ? null : directory.path();
    out.println(banner(config, ports, redisData, ownNovu));
  }

  /** All but that of Redis, which a Redis of an earlier relay may have. */
  private static List<FreePorts.Wanted> ports(RelayConfig config, int sandbox) {
    return List.of(
        FreePorts.Wanted.of(ListenPort.INGEST, config.ingest().host(), config.ingest().port()),
        FreePorts.Wanted.of(ListenPort.ADMIN, config.admin().host(), config.admin().port()),
        FreePorts.Wanted.of(ListenPort.OPS, config.ops().host(), config.ops().port()),
        new FreePorts.Wanted(
            "127.0.0.1",
            sandbox,
            failure ->
                "The sandbox Novu cannot listen on 127.0.0.1:"
                    + sandbox
                    + ": "
                    + failure.getMessage()
                    + ". Choose another port with --sandbox-port; 0 takes any free one"));
  }

  private DataDirectory hold(Shutdown shutdown) {
    IncludedRedis.require(UpCommand.class.getClassLoader());
    DataDirectory directory = DataDirectory.hold(data);
    shutdown.add("the hold on " + directory.path(), directory::close);
    return directory;
  }

  private RelayConfig.Redis embeddedRedis(DataDirectory directory, Shutdown shutdown) {
    EmbeddedRedis redis = EmbeddedRedis.start(directory, redisPort);
    shutdown.add("the embedded Redis", redis::close);
    return new RelayConfig.Redis(
        RedisAddress.parse(redis.uri().toString()), RelayConfig.Durability.NONE);
  }

  /** The address of the admin port for clients on this machine. */
  private static URI admin(RelayConfig config, IngestProcess.Ports ports) {
    String scheme = config.admin().tls() == null ? "http" : "https";
    return URI.create(scheme + "://" + Reachable.host(config.admin().host()) + ":" + ports.admin());
  }

  private String banner(
      RelayConfig config,
      IngestProcess.Ports ports,
      @Nullable Path directory,
      @Nullable URI sandbox) {
    URI admin = admin(config, ports);
    var banner = new StringBuilder("\nThe relay is up.\n\n");
    line(banner, "Console", admin + "/");
    banner.append('\n');
    List<RelayConfig.Source> sources = config.sources();
    var entry = new EntryPoints(config, ports.ingest());
    entry.lines().forEach(each -> banner.append("  ").append(each).append('\n'));
    banner.append('\n');
    line(banner, "Admin API", admin + "/admin/status  /openapi.json");
    line(banner, "Health", admin + "/health/ready  /metrics");
    line(
        banner,
        "Redis",
        directory == null
            ? "the one of REDIS_URL"
            : "127.0.0.1:" + redisPort + ", data in " + directory);
    line(
        banner,
        "Novu",
        sandbox == null
            ? sources.stream()
                .map(source -> source.novu().url().toString())
                .distinct()
                .collect(Collectors.joining(", "))
            : "sandbox, nothing leaves this machine: " + sandbox + "/sandbox/requests");
    if (sandbox != null) {
      boolean ownKey = !CommandConfig.isUnset(environment, "SEGMENT_WRITE_KEY");
      boolean ownSecret = !CommandConfig.isUnset(environment, "SEGMENT_SHARED_SECRET");
      line(banner, "Write key", ownKey ? "as set" : CommandConfig.SANDBOX_WRITE_KEY);
      line(banner, "Shared secret", ownSecret ? "as set" : CommandConfig.SANDBOX_SECRET);
    }
    return banner
        .append("\nTry it in a second terminal:  ./relay send")
        .append(SendCommand.options(config, sandbox))
        .append('\n')
        .append("Stop with Ctrl-C: what is queued goes on at the next start.\n")
        .toString();
  }

  private static void line(StringBuilder banner, String name, String value) {
    banner.append(String.format("  %-14s %s%n", name, value));
  }
}
