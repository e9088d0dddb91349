package dev.segmentnovu.queue;

/**
 * An event to enqueue.
 *
 * @param orderingKey a user's id, or {@link OrderingKey#alone}; never empty
 * @param messageId by which duplicates are found; never empty
 * @param entry what the worker gets back, byte for byte
 */
public record NewEvent(String orderingKey, String messageId, byte[] entry) {}
