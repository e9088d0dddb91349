package dev.segmentnovu.relay.cli.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.relay.cli.remote.Json;
import dev.segmentnovu.relay.cli.remote.Query;
import dev.segmentnovu.relay.cli.remote.RelayClient;
import dev.segmentnovu.relay.cli.remote.Reply;
import dev.segmentnovu.relay.cli.terminal.Fields;
import dev.segmentnovu.relay.cli.terminal.Progress;
import dev.segmentnovu.relay.cli.terminal.Screen;
import dev.segmentnovu.relay.cli.terminal.Times;
import dev.segmentnovu.relay.runtime.Pause;
import dev.segmentnovu.relay.runtime.exit.CannotRunException;
import dev.segmentnovu.relay.runtime.exit.ExitCode;
import java.time.Duration;
import java.util.List;

/** Follows a job until it ends, and says what became of it. */
public final class JobRun {

  private static final Duration LOOK = Duration.ofMillis(300);
  private static final Duration AGAIN = Duration.ofSeconds(1);
  private static final int TRIES = 10;
  private static final String RUNNING = "running";

  private JobRun() {}

  /** Shows the progress of a job until it no longer runs, and returns its last state. */
  public static Reply follow(RelayClient relay, Screen screen, String id) {
    Reply reply = relay.get(Query.of("jobs", id));
    if (!isRunning(reply)) {
      return reply;
    }
    screen.note(
        "Job %s runs in the relay, also without this command. Stop it with relay jobs cancel %s"
            .formatted(id, id));
    try (Progress progress = screen.progress(Json.text(reply.json(), "action"), "dead letters")) {
      progress.update(done(reply), total(reply));
      while (isRunning(reply)) {
        Pause.of(LOOK);
        reply = look(relay, id);
        progress.update(done(reply), total(reply));
      }
    }
    return reply;
  }

  /** The job goes on while its relay cannot be asked, so a look is worth some tries. */
  private static Reply look(RelayClient relay, String id) {
    for (int left = TRIES; ; left--) {
      try {
        return relay.get(Query.of("jobs", id));
      } catch (CannotRunException e) {
        if (e.exitCode() != ExitCode.UNAVAILABLE || left <= 1) {
          throw e;
        }
        Pause.of(AGAIN);
      }
    }
  }

  private static boolean isRunning(Reply reply) {
    return Json.text(reply.json(), "state").equals(RUNNING);
  }

  private static long done(Reply reply) {
    return reply.json().path("acted").asLong();
  }

  private static long total(Reply reply) {
    return reply.json().path("total").asLong(-1);
  }

  /** {@link ExitCode#OK} if the job has done all it should; {@link ExitCode#FAILED} otherwise. */
  public static int exitCode(JsonNode job) {
    boolean isWell = Json.text(job, "state").equals("done") && job.path("failures").asLong() == 0;
    return isWell ? ExitCode.OK : ExitCode.FAILED;
  }

  /** Prints a job for people. */
  public static void print(Screen screen, JsonNode job) {
    boolean isRunning = Json.text(job, "state").equals(RUNNING);
    var fields =
        new Fields()
            .add("Job", Json.text(job, "id"))
            .add("Action", Json.text(job, "action"))
            .add("State", Json.text(job, "state"))
            .add("Done", Json.count(job, "acted") + " of " + Json.count(job, "total"))
            .add("Failures", Json.count(job, "failures"))
            .add("Rate", job.path("perSecond").isNumber() ? rate(job) : "-")
            .add("Left", isRunning ? Json.span(job, "secondsLeft") : "-")
            .add("Created", screen.times().local(Json.text(job, "createdAt")))
            .add("By", Json.orDash(job, "createdBy"))
            .add("Finished", screen.times().local(Json.text(job, "finishedAt")));
    JsonNode report = job.path("report");
    if (report.path("gone").asLong() > 0) {
      fields.add("Gone", Json.count(report, "gone") + ", handled by others or evicted before");
    }
    fields.add("Error", Json.orDash(job, "error")).print(screen);
    report.path("failures").forEach(failure -> screen.line(why(failure)));
  }

  /** Why some dead letters stay, with up to three of them. */
  private static String why(JsonNode failure) {
    List<String> ids = failure.path("examples").valueStream().map(JsonNode::asText).toList();
    return "✗ %s: %s%s"
        .formatted(
            Times.count(failure.path("count").asLong(), "failure"),
            Json.text(failure, "message"),
            ids.isEmpty() ? "" : " For example " + String.join(", ", ids));
  }

  private static String rate(JsonNode job) {
    return Times.count(Math.round(job.path("perSecond").asDouble())) + " per second";
  }
}
