package dev.segmentnovu.relay.cli.check;

import dev.segmentnovu.config.ProcessRole;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.admin.AuditReport;
import dev.segmentnovu.queue.admin.AuditReport.Finding;
import dev.segmentnovu.queue.redis.RedisEventQueue;
import dev.segmentnovu.relay.runtime.config.CommandConfig;
import dev.segmentnovu.relay.runtime.exit.CannotRunException;
import dev.segmentnovu.relay.runtime.exit.ExitCode;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code relay fsck}: checks the invariants of the queue in Redis. */
@Command(
    name = "fsck",
    mixinStandardHelpOptions = true,
    description = {
      "Audits the queue in Redis (REDIS_URL) while everything runs, and reports what is wrong.",
      "Ends with 0 if all is well or mended, with 1 if something is wrong. It does not move",
      "events that lie in shards of a former number: it says what to do."
    })
public final class FsckCommand implements Callable<Integer> {

  @Option(names = "--fix", description = "Mend what is found.")
  private boolean fix;

  @Spec private CommandSpec spec = CommandSpec.create();

  private final Map<String, String> environment;

  public FsckCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    RelayConfig config =
        CommandConfig.require(CommandConfig.shared(environment, ProcessRole.QUEUE).load());
    PrintWriter out = spec.commandLine().getOut();
    RelayConfig.Redis redis = Objects.requireNonNull(config.redis());
    RedisCheck.problem(redis)
        .ifPresent(
            problem -> {
              throw new CannotRunException(ExitCode.UNAVAILABLE, "Redis at " + problem);
            });
    int findings = 0;
    int misplaced = 0;
    try (var queue = RedisEventQueue.connect(redis, config.queue())) {
      for (RelayConfig.Source source : config.sources()) {
        ReshardCommand.requireUsable(queue, source.name());
        queue.layout().agree(source.name()).toCompletableFuture().join();
        List<String> problems = queue.layout().problems(source.name()).toCompletableFuture().join();
        problems.forEach(problem -> out.println(source.name() + "  " + problem));
        misplaced += problems.size();
        AuditReport report =
            queue.operators().audit().run(source.name(), fix).toCompletableFuture().join();
        print(report, problems.isEmpty(), out);
        findings += report.findings().size();
      }
    } catch (CompletionException e) {
      if (e.getCause() instanceof QueueUnavailableException away) {
        throw new CannotRunException(
            ExitCode.UNAVAILABLE, away.getMessage() + ". Check REDIS_URL and the server");
      }
      throw e;
    }
    return misplaced == 0 && (findings == 0 || fix) ? ExitCode.OK : ExitCode.FAILED;
  }

  private void print(AuditReport report, boolean placed, PrintWriter out) {
    for (Finding finding : report.findings()) {
      out.printf(
          "%s  %s%s: %s%s%n",
          report.source(),
          finding.subject(),
          finding.details().isEmpty() ? "" : " " + finding.details(),
          finding.kind().meaning(),
          fix ? "; " + finding.kind().repair() : "");
    }
    if (!report.counted()) {
      out.printf(
          "%s  the counters were not compared: there is too much to count without stopping"
              + " Redis, or a key is of another type%n",
          report.source());
    }
    String well = placed ? "all is well" : "what lies where it must is well";
    String end = report.findings().isEmpty() ? well : fix ? "mended" : "run with --fix to mend";
    out.printf(
        "%s  %d findings in %d looks at users and %d at dead letters: %s%n",
        report.source(), report.findings().size(), report.users(), report.deadLetters(), end);
  }
}
