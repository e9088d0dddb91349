package dev.segmentnovu.queue;

import java.time.Duration;

/**
 * What is known of one category of a source's rate budget.
 *
 * @param category Novu's name for the kind of calls
 * @param limit tokens that flow in each window
 * @param window how long that takes them
 * @param burst tokens that are kept at most
 * @param left tokens believed left, from 0 to {@code burst}
 * @param granted tokens ever handed out
 */
public record BudgetState(
    String category, int limit, Duration window, int burst, int left, long granted) {}
