package dev.segmentnovu.ingest.admin.status.verdict;

import dev.segmentnovu.queue.admin.QueueStats;
import dev.segmentnovu.queue.admin.Server;
import java.time.Duration;
import java.util.Locale;

/**
 * What an operator may want to know of a source that its workers deliver: that it has nothing to
 * deliver to, that all its users wait for something, or that it is slow. Pure.
 */
final class RunningSource {

  /**
   * An operator should know it before ingest refuses events: above {@code RELAY_MEMORY_PERCENT},
   * which is 80 by default.
   */
  private static final double NEARLY_FULL = 0.75;

  /** Without a failure an event waits for less. */
  private static final Duration SLOW = Duration.ofSeconds(60);

  private final String source;
  private final SourceFacts facts;
  private final QueueStats queue;

  RunningSource(SourceFacts facts) {
    source = facts.source();
    this.facts = facts;
    queue = facts.queue();
  }

  SourceVerdict verdict() {
    long waiting = queue.runnable() + queue.claimed();
    if (isNearlyFull(facts.server())) {
      return SourceVerdict.running(
          String.format(
              Locale.ROOT,
              "Redis uses %.0f %% of its memory: ingest refuses events above RELAY_MEMORY_PERCENT",
              100.0 * facts.server().usedBytes() / maxBytes(facts.server())),
          "Let the workers deliver, delete dead letters, or raise maxmemory.");
    }
    if (waiting == 0 && queue.retrying() == 0 && queue.parked() > 0 && queue.depth() > 0) {
      return SourceVerdict.running(
          "All users with events are parked: " + queue.parked(),
          "GET /admin/users?state=parked&source="
              + source
              + " lists them; POST /admin/users/"
              + source
              + "/USER/unpark continues with one.");
    }
    if (waiting == 0 && queue.retrying() > 0) {
      return SourceVerdict.running(
          "All users with events wait for their next attempt, because their first event failed: "
              + queue.retrying(),
          "GET /admin/issues?source=" + source + " shows what Novu answered.");
    }
    if (queue.oldestDue() != null && queue.oldestDue().compareTo(SLOW) > 0) {
      return slow(queue.oldestDue());
    }
    return withoutBacklog();
  }

  private SourceVerdict slow(Duration oldest) {
    return SourceVerdict.running(
        "It is behind: the oldest event has waited for "
            + oldest.toSeconds()
            + " s; "
            + queue.runnable()
            + " users are due, workers hold "
            + queue.claimed()
            + ", and "
            + queue.retrying()
            + " wait for another attempt",
        "If Novu is slow or fails, GET /admin/issues?source="
            + source
            + " shows it. If Novu's rate limit is used up (GET /admin/queue), ask Novu for a higher"
            + " one. Else start another worker.");
  }

  private SourceVerdict withoutBacklog() {
    if (queue.unmapped() > 0) {
      return SourceVerdict.running(
          "No workflow is mapped for the events of " + deadLetters(queue.unmapped()),
          "GET /admin/unmapped?source="
              + source
              + " names them, with the line to add to the mapping. Then replay them.");
    }
    if (!facts.hasWorkflows()) {
      return SourceVerdict.running(
          "No workflow is mapped: no track call triggers anything",
          "Add workflows (RELAY_WORKFLOWS) or rules to the source.");
    }
    if (queue.dead() > 0) {
      return SourceVerdict.running(
          "There " + (queue.dead() == 1 ? "is " : "are ") + deadLetters(queue.dead()),
          "GET /admin/dead-letters?source=" + source + " says why; then replay or delete them.");
    }
    return SourceVerdict.running(null, null);
  }

  private static String deadLetters(long count) {
    return count + (count == 1 ? " dead letter" : " dead letters");
  }

  private static boolean isNearlyFull(Server.State server) {
    return maxBytes(server) > 0 && server.usedBytes() >= NEARLY_FULL * maxBytes(server);
  }

  private static long maxBytes(Server.State server) {
    return server.maxBytes() == null ? 0 : server.maxBytes();
  }
}
