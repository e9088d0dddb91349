package dev.segmentnovu.queue.control;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a worker learnt when it asked Novu whether it takes the API key of a source.
 *
 * @param ok whether Novu takes it
 * @param status Novu's HTTP status; null if there was no answer
 * @param message what it means, and what to do if something is wrong; contains no secret
 * @param took from the request to the answer, or until it was given up
 */
public record ProbeAnswer(boolean ok, @Nullable Integer status, String message, Duration took) {}
