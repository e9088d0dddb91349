package dev.segmentnovu.queue;

/**
 * An event to enqueue.
 *
 * @param userId whose order it keeps: a user, or {@link OrderingKey#alone}; never empty
 * @param messageId what de-duplication goes by; never empty
 * @param entry what the worker gets back, byte for byte
 */
public record NewEvent(String userId, String messageId, byte[] entry) {}
