package dev.segmentnovu.queue;

/**
 * An event to enqueue.
 *
 * @param userId the ordering key: a user's id, or {@link OrderingKey#alone}; never empty
 * @param messageId by which duplicates are found; never empty
 * @param entry what the worker gets back, byte for byte
 */
public record NewEvent(String userId, String messageId, byte[] entry) {}
