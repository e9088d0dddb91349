package dev.segmentnovu.queue.admin;

/**
 * All that operators do with the queue. Each part is safe for use from any thread.
 *
 * @param view reads the state of the queue
 * @param deadLetters the dead letters of the configured sources
 * @param parkedUsers parks and unparks users
 * @param auditEntries the stored audit log
 */
public record OperatorQueue(
    QueueView view, DeadLetters deadLetters, ParkedUsers parkedUsers, AuditEntries auditEntries) {}
