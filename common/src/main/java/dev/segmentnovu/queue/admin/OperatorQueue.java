package dev.segmentnovu.queue.admin;

/**
 * All that operators do with the queue. Each part is safe for use from any thread.
 *
 * @param view reads the state of the queue
 * @param deadLetters the dead letters of the configured sources
 * @param parkedUsers parks and unparks users
 * @param alerts what the processes share to send each alert once
 * @param memory reads how full Redis is
 */
public record OperatorQueue(
    QueueView view,
    DeadLetters deadLetters,
    ParkedUsers parkedUsers,
    AlertStore alerts,
    RedisMemory memory) {}
