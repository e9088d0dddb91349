package dev.segmentnovu.relay.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.segmentnovu.relay.cli.alerts.AlertsCommand;
import dev.segmentnovu.relay.cli.check.CheckCommand;
import dev.segmentnovu.relay.cli.check.FsckCommand;
import dev.segmentnovu.relay.cli.check.ReshardCommand;
import dev.segmentnovu.relay.cli.completion.CompletionCommand;
import dev.segmentnovu.relay.cli.deadletters.DlqCommand;
import dev.segmentnovu.relay.cli.events.EventCommand;
import dev.segmentnovu.relay.cli.failures.IssuesCommand;
import dev.segmentnovu.relay.cli.failures.RejectionsCommand;
import dev.segmentnovu.relay.cli.failures.UnmappedCommand;
import dev.segmentnovu.relay.cli.health.HealthCommand;
import dev.segmentnovu.relay.cli.http.HttpUrl;
import dev.segmentnovu.relay.cli.imports.ImportCommand;
import dev.segmentnovu.relay.cli.jobs.JobsCommand;
import dev.segmentnovu.relay.cli.map.MapCommand;
import dev.segmentnovu.relay.cli.send.SendCommand;
import dev.segmentnovu.relay.cli.sources.SourcesCommand;
import dev.segmentnovu.relay.cli.status.StatusCommand;
import dev.segmentnovu.relay.cli.tail.TailCommand;
import dev.segmentnovu.relay.cli.terminal.Surroundings;
import dev.segmentnovu.relay.cli.users.UsersCommand;
import dev.segmentnovu.relay.runtime.BuildInfo;
import dev.segmentnovu.relay.runtime.exit.CannotRunException;
import dev.segmentnovu.relay.runtime.exit.ExitCode;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code relay} command. */
@Command(
    name = "relay",
    description = "Segment events in, a durable queue between, Novu subscribers and workflows out.",
    mixinStandardHelpOptions = true,
    versionProvider = Relay.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = CommandLine.HelpCommand.class,
    footerHeading = "%n",
    footer = {
      "Start with @|bold ./relay up|@, then @|bold ./relay send|@ in a second terminal.",
      "Commands about a running relay call its admin port: RELAY_ADMIN_URL or --url,",
      "with the token in RELAY_ADMIN_TOKEN; docs/commands.md explains them.",
      "@|bold ./relay bench|@ is a program of its own, which measures the relay on this machine.",
      "",
      "Settings stand in relay.yaml, or the file that RELAY_CONFIG names, and in environment",
      "variables: NOVU_API_KEY, NOVU_API_URL, SEGMENT_WRITE_KEY, SEGMENT_SHARED_SECRET,",
      "RELAY_WORKFLOWS (Event Name=workflow,...), REDIS_URL and others; docs/configuration.md has all."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:it ran, and the outcome is not what was asked for",
      "2:the command line makes no sense",
      "69:something it needs is not there: the relay, Redis, a free port",
      "70:a bug",
      "77:the relay refuses the admin token or the write key",
      "78:the configuration has mistakes, each of which was printed",
      "130:stopped by Ctrl-C, after draining",
      "143:stopped by SIGTERM, after draining"
    })
public final class Relay implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Relay.class);

  /** It completes all commands, so it needs them. */
  private static final String COMPLETION = "completion";

  /** A chain of causes may contain a cycle. */
  private static final int DEEPEST_CAUSE = 20;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] args) {
    var out = utf8(FileDescriptor.out);
    var err = utf8(FileDescriptor.err);
    System.exit(commandLine(Surroundings.ofProcess(System.getenv()), out, err, args).execute(args));
  }

  public static CommandLine commandLine(
      Map<String, String> environment, PrintWriter out, PrintWriter err) {
    return commandLine(Surroundings.ofProcess(environment), out, err);
  }

  /** The command with all those below it, which prints to {@code out} and {@code err}. */
  public static CommandLine commandLine(
      Surroundings surroundings, PrintWriter out, PrintWriter err) {
    return with(below(surroundings), out, err);
  }

  /**
   * The command for one command line. If the first argument names a command, this is the only one
   * below it: picocli reads the annotations of each, and those of all take a fifth of a start.
   */
  static CommandLine commandLine(
      Surroundings surroundings, PrintWriter out, PrintWriter err, String[] args) {
    Map<String, Supplier<Object>> below = below(surroundings);
    if (args.length > 0 && below.containsKey(args[0]) && !args[0].equals(COMPLETION)) {
      below.keySet().retainAll(Set.of(args[0]));
    }
    return with(below, out, err);
  }

  /** The commands by name, in the order of the help. */
  private static Map<String, Supplier<Object>> below(Surroundings surroundings) {
    Map<String, String> environment = surroundings.environment();
    Map<String, Supplier<Object>> all = new LinkedHashMap<>();
    all.put("up", () -> new UpCommand(environment));
    all.put("ingest", () -> new IngestCommand(environment));
    all.put("worker", () -> new WorkerCommand(environment));
    all.put("check", () -> new CheckCommand(environment));
    all.put("send", () -> new SendCommand(environment));
    all.put("map", () -> new MapCommand(environment, surroundings.in()));
    all.put("fsck", () -> new FsckCommand(environment));
    all.put("reshard", () -> new ReshardCommand(environment));
    all.put("sandbox", () -> new SandboxCommand());
    all.put("status", () -> new StatusCommand(surroundings));
    all.put("dlq", () -> DlqCommand.of(surroundings));
    all.put("users", () -> UsersCommand.of(surroundings));
    all.put("event", () -> new EventCommand(surroundings));
    all.put("sources", () -> SourcesCommand.of(surroundings));
    all.put("unmapped", () -> new UnmappedCommand(surroundings));
    all.put("issues", () -> new IssuesCommand(surroundings));
    all.put("rejections", () -> new RejectionsCommand(surroundings));
    all.put("jobs", () -> JobsCommand.of(surroundings));
    all.put("tail", () -> new TailCommand(surroundings));
    all.put("import", () -> new ImportCommand(surroundings));
    all.put("alerts", () -> AlertsCommand.of(surroundings));
    all.put("health", () -> new HealthCommand(environment));
    all.put(COMPLETION, () -> new CompletionCommand());
    all.put("rehearse", () -> new RehearseCommand());
    return all;
  }

  private static CommandLine with(
      Map<String, Supplier<Object>> below, PrintWriter out, PrintWriter err) {
    var relay = new CommandLine(new Relay());
    below.forEach((name, command) -> relay.addSubcommand(name, command.get()));
    return relay
        .setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(URI.class, new HttpUrl())
        .setOut(out)
        .setErr(err)
        .setExecutionExceptionHandler((failure, command, parsed) -> failed(failure, err));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Which command? See below.");
  }

  private static int failed(Exception failure, PrintWriter err) {
    if (failure instanceof CannotRunException expected) {
      err.println(expected.getMessage());
      return expected.exitCode();
    }
    Optional<String> missing = missing(failure);
    if (missing.isPresent()) {
      err.println(missing.get());
      return ExitCode.UNAVAILABLE;
    }
    LOG.error("This is a bug in the relay; please report it with these lines", failure);
    return ExitCode.BUG;
  }

  /**
   * What this machine lacks, if that is the cause of {@code failure}: a file, a writable directory,
   * space on a disk, a port, memory. That is no bug of the relay.
   */
  static Optional<String> missing(Throwable failure) {
    int depth = 0;
    for (Throwable cause = failure;
        cause != null && depth++ < DEEPEST_CAUSE;
        cause = cause.getCause()) {
      if (cause instanceof IOException
          || cause instanceof UncheckedIOException
          || cause instanceof ReadOnlyFileSystemException) {
        Throwable io = cause.getCause() instanceof IOException inner ? inner : cause;
        if (io instanceof JsonProcessingException) {
          return Optional.empty(); // says nothing about the machine
        }
        String what = io.getClass().getSimpleName() + ": " + io.getMessage();
        return Optional.of(
            "The machine does not give the relay what it needs ("
                + what
                + "). Check that the file, directory, disk or port is there and may be used");
      }
    }
    return Optional.empty();
  }

  /** UTF-8 in every locale, because lines contain arrows and check marks. */
  private static PrintWriter utf8(FileDescriptor descriptor) {
    return new PrintWriter(
        new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8), true);
  }

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      BuildInfo build = BuildInfo.ofThisRelay();
      return new String[] {"relay " + build.version() + " (commit " + build.commit() + ")"};
    }
  }
}
