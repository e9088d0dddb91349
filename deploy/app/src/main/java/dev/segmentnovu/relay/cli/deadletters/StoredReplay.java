package dev.segmentnovu.relay.cli.deadletters;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.relay.cli.jobs.JobRun;
import dev.segmentnovu.relay.cli.remote.Json;
import dev.segmentnovu.relay.cli.remote.Query;
import dev.segmentnovu.relay.cli.remote.RelayClient;
import dev.segmentnovu.relay.cli.remote.Reply;
import dev.segmentnovu.relay.cli.terminal.Screen;
import dev.segmentnovu.relay.runtime.exit.CannotRunException;
import dev.segmentnovu.relay.runtime.exit.ExitCode;

/**
 * Sends the failed request of one dead letter again, as it was. The API does that in jobs only, so
 * this makes a job with one id.
 */
final class StoredReplay {

  private final RelayClient relay;
  private final Screen screen;

  StoredReplay(RelayClient relay, Screen screen) {
    this.relay = relay;
    this.screen = screen;
  }

  /**
   * Runs the job to its end.
   *
   * @param position tail or head
   * @param force whether to send it even if a rule's {@code maxAge} has ended
   * @return the job, which has replayed the dead letter
   * @throws CannotRunException if it has not
   */
  Reply run(String id, String position, boolean force) {
    ObjectNode job = EventCodec.JSON.createObjectNode().put("action", "replay");
    job.put("mapping", "stored").put("position", position).putArray("ids").add(id);
    if (force) {
      job.put("force", true);
    }
    String started = Json.text(relay.post(Query.of("jobs"), job).json(), "id");
    Reply ended = JobRun.follow(relay, screen, started);
    if (ended.json().path("acted").asLong() != 1) {
      JsonNode report = ended.json().path("report");
      if (report.path("gone").asLong() == 1) {
        throw failed(
            "there is no dead letter of this id: it may have been replayed or deleted before");
      }
      JsonNode failure = report.path("failures").path(0);
      throw failed(
          Json.text(failure, "message").isEmpty()
              ? "job " + started + " did not replay it; see relay jobs show " + started
              : Json.text(failure, "message"));
    }
    return ended;
  }

  private static CannotRunException failed(String why) {
    return new CannotRunException(ExitCode.FAILED, why);
  }
}
