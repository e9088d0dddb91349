package dev.segmentnovu.queue.admin;

import dev.segmentnovu.queue.admin.users.Deliveries;
import dev.segmentnovu.queue.admin.users.EventSearch;
import dev.segmentnovu.queue.admin.users.Users;

/**
 * All that operators do with the queue. Each part is safe for use from any thread.
 *
 * @param view reads the state of the queue
 * @param deadLetters the dead letters of the configured sources
 * @param parkedUsers parks and unparks users
 * @param users single users of the configured sources
 * @param deliveries the latest finished events of the configured sources
 * @param eventSearch finds single events of the configured sources
 */
public record OperatorQueue(
    QueueView view,
    DeadLetters deadLetters,
    ParkedUsers parkedUsers,
    Users users,
    Deliveries deliveries,
    EventSearch eventSearch) {}
