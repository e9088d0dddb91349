package dev.segmentnovu.queue.control;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A source that an operator paused.
 *
 * @param source its name
 * @param by who paused it
 * @param at when, by the clock of Redis
 * @param reason why, in the operator's words; null if the operator gave none
 */
public record PausedSource(String source, String by, Instant at, @Nullable String reason) {}
