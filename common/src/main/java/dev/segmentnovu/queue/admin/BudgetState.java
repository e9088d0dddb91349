package dev.segmentnovu.queue.admin;

import java.time.Duration;

/**
 * The believed state of one category of a source's rate budget.
 *
 * @param category Novu's name for a group of endpoints
 * @param limit tokens that flow in each window
 * @param window in which {@code limit} tokens flow
 * @param burst tokens that the bucket holds at most
 * @param left tokens believed left, from 0 to {@code burst}
 * @param granted tokens ever granted
 */
public record BudgetState(
    String category, int limit, Duration window, int burst, int left, long granted) {}
