package dev.segmentnovu.queue.admin;

import dev.segmentnovu.queue.admin.history.OperatorHistory;
import dev.segmentnovu.queue.admin.users.Deliveries;
import dev.segmentnovu.queue.admin.users.EventSearch;
import dev.segmentnovu.queue.admin.users.Users;
import dev.segmentnovu.queue.admin.users.WaitingEvents;

/**
 * All that operators do with the queue. Each part is safe for use from any thread.
 *
 * @param view reads the state of the queue
 * @param deadLetters the dead letters of the configured sources
 * @param parkedUsers parks and unparks users
 * @param pauses pauses and resumes sources
 * @param probes lets workers ask Novu
 * @param processes knows the processes of the relay
 * @param server knows how Redis is
 * @param auditEntries the stored audit log
 * @param alerts what the processes share to send each alert once
 * @param memory reads how full Redis is
 * @param history what happened before
 * @param users single users of the configured sources
 * @param deliveries the latest finished events of the configured sources
 * @param eventSearch finds single events of the configured sources
 * @param waitingEvents reads events that wait
 */
public record OperatorQueue(
    QueueView view,
    DeadLetters deadLetters,
    ParkedUsers parkedUsers,
    SourcePauses pauses,
    SourceProbes probes,
    Processes processes,
    Server server,
    AuditEntries auditEntries,
    AlertStore alerts,
    RedisMemory memory,
    OperatorHistory history,
    Users users,
    Deliveries deliveries,
    EventSearch eventSearch,
    WaitingEvents waitingEvents) {

  /** The same with another view. */
  public OperatorQueue with(QueueView other) {
    return new OperatorQueue(
        other,
        deadLetters,
        parkedUsers,
        pauses,
        probes,
        processes,
        server,
        auditEntries,
        alerts,
        memory,
        history,
        users,
        deliveries,
        eventSearch,
        waitingEvents);
  }

  /** The same with another audit log. */
  public OperatorQueue with(AuditEntries other) {
    return new OperatorQueue(
        view,
        deadLetters,
        parkedUsers,
        pauses,
        probes,
        processes,
        server,
        other,
        alerts,
        memory,
        history,
        users,
        deliveries,
        eventSearch,
        waitingEvents);
  }
}
