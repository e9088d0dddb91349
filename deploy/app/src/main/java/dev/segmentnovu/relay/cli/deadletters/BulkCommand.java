package dev.segmentnovu.relay.cli.deadletters;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.relay.cli.jobs.JobRun;
import dev.segmentnovu.relay.cli.remote.Consent;
import dev.segmentnovu.relay.cli.remote.RelayClient;
import dev.segmentnovu.relay.cli.remote.RemoteCommand;
import dev.segmentnovu.relay.cli.remote.Reply;
import dev.segmentnovu.relay.cli.terminal.Screen;
import dev.segmentnovu.relay.cli.terminal.Surroundings;
import dev.segmentnovu.relay.cli.terminal.Times;
import dev.segmentnovu.relay.runtime.exit.CannotRunException;
import dev.segmentnovu.relay.runtime.exit.ExitCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A command about dead letters with given ids, or, as a job, about all that match a filter. */
abstract class BulkCommand extends RemoteCommand {

  @Parameters(arity = "0..*", paramLabel = "ID", description = "ids of dead letters")
  private List<String> ids = new ArrayList<>();

  @Mixin private FilterOptions filter = new FilterOptions();

  @Mixin private Consent consent = new Consent();

  @Option(
      names = "--all",
      description = "all dead letters, where neither ids nor a filter is given")
  private boolean all;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "of a job: at most this many a second; default: the relay's")
  private @Nullable Integer rate;

  @Option(names = "--dry-run", description = "of a job: only show what it would do")
  private boolean dryRun;

  private final String action;
  private final String verb;

  /**
   * A command.
   *
   * @param action the job's action in the admin API
   * @param verb the same, as a question begins
   */
  BulkCommand(Surroundings surroundings, String action, String verb) {
    super(surroundings);
    this.action = action;
    this.verb = verb;
  }

  /** Adds what the job needs beside its action, filter and rate. */
  void configure(ObjectNode job) throws IOException {}

  /** Acts on one dead letter. */
  abstract Reply act(RelayClient relay, Screen screen, String id) throws IOException;

  /** Called before the action on single dead letters; whether to go on. */
  boolean agreed(Screen screen, Consent given, int count) {
    return true;
  }

  /**
   * Called with the last state of a job that has ended.
   *
   * @return the exit code
   */
  int finish(RelayClient relay, Screen screen, Reply job) throws IOException {
    print(screen, job, ended -> JobRun.print(screen, ended));
    return JobRun.exitCode(job.json());
  }

  @Override
  protected final int run(RelayClient relay, Screen screen) throws IOException {
    boolean isFiltered = !filter.given().isEmpty();
    if ((ids.isEmpty() ? 0 : 1) + (isFiltered ? 1 : 0) + (all ? 1 : 0) != 1) {
      throw usage("Name dead letters by their ids, or by a filter such as --reason, or --all");
    }
    if (rate != null && rate < 1) {
      throw usage("--rate must be at least 1");
    }
    return ids.isEmpty() ? runJob(relay, screen) : runEach(relay, screen);
  }

  private int runJob(RelayClient relay, Screen screen) throws IOException {
    var request = new JobRequest(relay, screen, action, filter);
    if (rate != null) {
      request.body().put("ratePerSecond", rate);
    }
    configure(request.body());
    if (dryRun) {
      Reply plan = request.plan();
      if (json()) {
        printJson(screen, plan);
      } else {
        request.print(plan);
        screen.line(
            "The %s would act on %s (%s)"
                .formatted(
                    action, Times.count(JobRequest.count(plan), "dead letter"), filter.words()));
      }
      return ExitCode.OK;
    }
    JobRequest.Ran ran = request.run(consent, filter, verb);
    Optional<Reply> job = ran.job();
    return job.isPresent() ? finish(relay, screen, job.get()) : ran.exitCode();
  }

  private int runEach(RelayClient relay, Screen screen) throws IOException {
    if (dryRun || rate != null) {
      throw usage("--dry-run and --rate are for a job: give a filter in place of ids");
    }
    if (!agreed(screen, consent, ids.size())) {
      return ExitCode.FAILED;
    }
    int worst = ExitCode.OK;
    for (String id : ids) {
      try {
        Reply reply = act(relay, screen, id);
        if (json()) {
          printJson(screen, reply);
        }
      } catch (CannotRunException e) {
        if (e.exitCode() != ExitCode.FAILED) {
          throw e; // it would fail for the others too
        }
        screen.note("✗ " + id + ": " + e.getMessage());
        worst = ExitCode.FAILED;
      }
    }
    return worst;
  }
}
