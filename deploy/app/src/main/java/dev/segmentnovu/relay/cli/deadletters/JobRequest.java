package dev.segmentnovu.relay.cli.deadletters;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.relay.cli.jobs.JobRun;
import dev.segmentnovu.relay.cli.remote.Consent;
import dev.segmentnovu.relay.cli.remote.Json;
import dev.segmentnovu.relay.cli.remote.Query;
import dev.segmentnovu.relay.cli.remote.RelayClient;
import dev.segmentnovu.relay.cli.remote.Reply;
import dev.segmentnovu.relay.cli.terminal.Screen;
import dev.segmentnovu.relay.cli.terminal.Times;
import dev.segmentnovu.relay.runtime.exit.ExitCode;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Work on all dead letters that match a filter: first the plan, then the consent, then the job. */
final class JobRequest {

  /**
   * What became of a request.
   *
   * @param job the last state of the job; empty if there was nothing to do, or no consent
   * @param exitCode of the command, if there is no job
   */
  record Ran(Optional<Reply> job, int exitCode) {}

  private final RelayClient relay;
  private final Screen screen;
  private final ObjectNode body;

  /**
   * A request.
   *
   * @param action of the job, as the admin API names it
   */
  JobRequest(RelayClient relay, Screen screen, String action, FilterOptions filter) {
    this.relay = relay;
    this.screen = screen;
    body = EventCodec.JSON.createObjectNode().put("action", action);
    body.set("filter", filter.json());
  }

  /** How the job works, by the names of the admin API. */
  ObjectNode body() {
    return body;
  }

  /** What the job would do, without doing it. */
  Reply plan() {
    return relay.post(Query.of("jobs"), body.deepCopy().put("dryRun", true));
  }

  /** The number of dead letters in a plan. */
  static long count(Reply plan) {
    return plan.json().path("count").asLong();
  }

  /** Prints a plan for people: the first of the dead letters, and what would be sent for them. */
  void print(Reply plan) {
    JsonNode samples = plan.json().path("samples");
    if (!samples.isEmpty()) {
      screen.print(DeadLetterTable.of(screen, samples));
    }
    for (JsonNode sample : samples) {
      for (JsonNode call : sample.path("wouldSend")) {
        screen.line(
            Json.text(sample, "id")
                + " would send "
                + Json.text(call, "method")
                + " "
                + Json.text(call, "path")
                + (call.path("body").isObject() ? " " + call.path("body") : ""));
      }
    }
  }

  /**
   * Asks for consent and runs the job to its end.
   *
   * @param verb what happens to the dead letters, as a question begins
   */
  Ran run(Consent consent, FilterOptions filter, String verb) {
    Reply plan = plan();
    long count = count(plan);
    if (count == 0) {
      screen.note("No dead letter matches (" + filter.words() + "), so there is nothing to do.");
      return new Ran(Optional.empty(), ExitCode.OK);
    }
    String question =
        "%s %s (%s)?".formatted(verb, Times.count(count, "dead letter"), filter.words());
    if (!consent.given(screen, question)) {
      return new Ran(Optional.empty(), ExitCode.FAILED);
    }
    String key = UUID.randomUUID().toString();
    Reply started = relay.postOnce(Query.of("jobs"), confirmed(plan), key);
    String id = Json.text(started.json(), "id");
    return new Ran(Optional.of(JobRun.follow(relay, screen, id)), ExitCode.OK);
  }

  /** The request with the times of the plan, so that it selects nothing that died since. */
  private ObjectNode confirmed(Reply plan) {
    ObjectNode job = body.deepCopy();
    ObjectNode times = job.withObjectProperty("filter");
    for (String name : List.of("since", "until")) {
      String time = Json.text(plan.json(), name);
      if (!time.isEmpty()) {
        times.put(name, time);
      }
    }
    return job;
  }
}
