package dev.segmentnovu.ingest.admin.status.verdict;

import dev.segmentnovu.ingest.admin.http.JsonTime;
import dev.segmentnovu.queue.admin.Processes.Seen;
import dev.segmentnovu.queue.control.Heartbeat;
import dev.segmentnovu.queue.control.PausedSource;
import dev.segmentnovu.queue.control.Pauses;
import dev.segmentnovu.queue.control.Senders.Refused;
import dev.segmentnovu.queue.control.SourceState;
import dev.segmentnovu.queue.control.SourceState.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Judges in which state a source is. An operator's pause comes first, because nothing else matters
 * while it lasts; then a missing worker; then the worst state that a worker reports. In each state,
 * refused webhooks are a reason too: without them there is nothing to deliver. Pure.
 */
public final class SourceJudge {

  private final SourceFacts facts;

  /** The states of the source in the workers that live and serve it. */
  private final List<SourceState> states = new ArrayList<>();

  private SourceJudge(SourceFacts facts) {
    this.facts = facts;
    for (Seen worker : facts.workers()) {
      for (Heartbeat.Source served : worker.heartbeat().sources()) {
        if (worker.isAlive() && served.source().equals(facts.source())) {
          states.add(served.state());
        }
      }
    }
  }

  /** The state of a source, why it is so, and what helps. */
  public static SourceVerdict judge(SourceFacts facts) {
    SourceVerdict verdict = new SourceJudge(facts).verdict();
    Refused refused = facts.refused();
    return refused == null
        ? verdict
        : verdict.and(
            "Webhooks are refused since "
                + JsonTime.text(refused.since())
                + ", and none was accepted after that: "
                + refused.message(),
            "Copy the shared secret from Segment's destination settings into sharedSecrets"
                + " (SEGMENT_SHARED_SECRET) of the source, or the other way round.");
  }

  private SourceVerdict verdict() {
    SourceVerdict verdict = ofWorkers();
    return facts.queue().moving()
        ? verdict.and(
            "Its users move to another number of shards: nothing is delivered until all have moved",
            "relay reshard ends the move within seconds. If none runs, relay check names the"
                + " command that continues the move.")
        : verdict;
  }

  private SourceVerdict ofWorkers() {
    PausedSource pause = facts.pause();
    if (pause != null) {
      return of(Pauses.state(pause), pause.by(), states.isEmpty() ? ", and no worker runs" : "");
    }
    if (states.isEmpty()) {
      return noWorker();
    }
    SourceState worst = states.stream().reduce(SourceState::worse).orElseThrow();
    if (worst.kind() == Kind.RUNNING) {
      return new RunningSource(facts).verdict();
    }
    long like = states.stream().filter(state -> state.kind() == worst.kind()).count();
    return of(worst, null, " (" + like + " of " + states.size() + workers(states.size()) + ")");
  }

  private static String workers(int count) {
    return count == 1 ? " worker" : " workers";
  }

  private SourceVerdict of(SourceState state, @Nullable String pausedBy, String where) {
    return new SourceVerdict(
        state.kind().text(),
        reason(state) + where,
        remedy(state),
        state.since(),
        state.until(),
        state.nextProbe(),
        pausedBy);
  }

  private static String reason(SourceState state) {
    String reason = state.reason() == null ? "the worker gives no reason" : state.reason();
    return switch (state.kind()) {
      case RUNNING, PAUSED, RATE_LIMITED, BLOCKED -> reason;
      case SUSPENDED -> "Novu refuses the source's calls: " + reason;
      case CIRCUIT_OPEN -> "All calls to Novu fail: " + reason;
    };
  }

  private String remedy(SourceState state) {
    return switch (state.kind()) {
      case RUNNING -> "";
      case PAUSED -> "POST /admin/sources/" + facts.source() + "/resume continues the delivery.";
      case SUSPENDED ->
          state.status() != null && state.status() == 402
              ? "The plan at Novu is used up: change it at Novu. The next probe then continues the"
                  + " delivery."
              : "Copy the secret key of the environment from Novu into novu.apiKey (NOVU_API_KEY),"
                  + " and see that novu.url (NOVU_API_URL) is its region. "
                  + probe("tells whether Novu takes the key")
                  + " The next probe of a worker continues the delivery.";
      case RATE_LIMITED ->
          "Delivery continues by itself. If the limit is reached again and again, ask Novu for a"
              + " higher one; docs/rate-limits.md has more.";
      case CIRCUIT_OPEN ->
          "See that Novu runs, is reachable at novu.url (NOVU_API_URL) and answers within"
              + " novu.timeout. "
              + probe("asks it now")
              + " The first answer continues the delivery.";
      case BLOCKED ->
          "Replay or delete dead letters (GET /admin/dead-letters?source="
              + facts.source()
              + "), or raise their bound; then delivery continues by itself.";
    };
  }

  private String probe(String does) {
    return "POST /admin/sources/" + facts.source() + "/probe " + does + ".";
  }

  private SourceVerdict noWorker() {
    Seen last =
        facts.workers().stream()
            .filter(worker -> !worker.isAlive())
            .min(Comparator.comparing(Seen::age))
            .orElse(null);
    long others = facts.workers().stream().filter(Seen::isAlive).count();
    String reason =
        others > 0
            ? "No worker serves the source; those that run serve others"
            : last == null
                ? "No worker runs"
                : "No worker runs: "
                    + last.heartbeat().name()
                    + " reported last, "
                    + last.age().toSeconds()
                    + " s ago";
    String remedy =
        others > 0
            ? "Add the source to the configuration of the workers."
            : "Start relay worker with this Redis (REDIS_URL). If one runs, its log says why it does"
                + " not reach Redis.";
    Instant since = last == null || others > 0 ? null : last.seenAt();
    return new SourceVerdict(SourceVerdict.NO_WORKER, reason, remedy, since, null, null, null);
  }
}
