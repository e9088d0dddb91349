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
import java.time.Instant;

/**
 * Sends the failed request of one dead letter again, as it was. The API does that in jobs only, so
 * this makes a job whose filter matches nothing but this dead letter.
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
    JsonNode letter = relay.get(Query.of("dead-letters", id)).json();
    ObjectNode job = EventCodec.JSON.createObjectNode().put("action", "replay");
    job.put("mapping", "stored").put("position", position).set("filter", filter(letter));
    if (force) {
      job.put("force", true);
    }
    JsonNode plan = relay.post(Query.of("jobs"), job.deepCopy().put("dryRun", true)).json();
    boolean isAlone =
        plan.path("count").asLong() == 1
            && Json.text(plan.path("samples").path(0), "id").equals(id);
    if (!isAlone) {
      throw failed(
          "its event has several dead letters of the same time, and a stored request can be"
              + " replayed by a filter only: use relay dlq replay --message-id "
              + Json.text(letter, "messageId")
              + " --mapping stored");
    }
    String started = Json.text(relay.post(Query.of("jobs"), job).json(), "id");
    Reply ended = JobRun.follow(relay, screen, started);
    if (ended.json().path("acted").asLong() != 1) {
      JsonNode failure = ended.json().path("report").path("failures").path(0);
      throw failed(
          Json.text(failure, "message").isEmpty()
              ? "job " + started + " did not replay it; see relay jobs show " + started
              : Json.text(failure, "message"));
    }
    return ended;
  }

  /** An event dies once in a millisecond, the precision of these times. */
  private static ObjectNode filter(JsonNode letter) {
    String deadAt = Json.text(letter, "deadAt");
    ObjectNode filter = EventCodec.JSON.createObjectNode();
    filter.put("source", Json.text(letter, "source"));
    filter.put("messageId", Json.text(letter, "messageId"));
    filter.put("since", deadAt);
    filter.put("until", Instant.parse(deadAt).plusMillis(1).toString());
    return filter;
  }

  private static CannotRunException failed(String why) {
    return new CannotRunException(ExitCode.FAILED, why);
  }
}
