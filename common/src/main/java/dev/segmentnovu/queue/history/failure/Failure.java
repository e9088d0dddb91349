package dev.segmentnovu.queue.history.failure;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One failure: an attempt that another attempt follows, or the end of an event as a dead letter.
 *
 * @param workflow the workflow that was to be triggered; null if none was, or it is not known
 * @param reason the reason of the dead letter; for an attempt, that of the dead letter that it
 *     would become
 * @param status Novu's HTTP status; null if there was no response
 * @param message what happened, with the values of the event but without its ids
 * @param userId the user
 * @param at when
 * @param deadLetter the id of the dead letter; null for an attempt
 */
public record Failure(
    @Nullable String workflow,
    String reason,
    @Nullable Integer status,
    String message,
    String userId,
    Instant at,
    @Nullable String deadLetter) {}
