package dev.segmentnovu.queue.admin;

import dev.segmentnovu.queue.admin.history.OperatorHistory;

/**
 * All that operators do with the queue. Each part is safe for use from any thread.
 *
 * @param view reads the state of the queue
 * @param deadLetters the dead letters of the configured sources
 * @param parkedUsers parks and unparks users
 * @param history what happened before
 */
public record OperatorQueue(
    QueueView view, DeadLetters deadLetters, ParkedUsers parkedUsers, OperatorHistory history) {}
