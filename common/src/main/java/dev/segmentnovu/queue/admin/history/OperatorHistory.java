package dev.segmentnovu.queue.admin.history;

import dev.segmentnovu.queue.history.ActivityRecorder;

/**
 * What operators see of the past. Each part is safe for use from any thread.
 *
 * @param recorder counts what the admin port itself does and samples
 * @param activity counts over time, and unmapped events
 * @param failures failures in groups
 * @param rejections events that ingest rejected
 * @param marks changes of the configuration, and deployments
 */
public record OperatorHistory(
    ActivityRecorder recorder,
    ActivityHistory activity,
    FailureGroups failures,
    Rejections rejections,
    Marks marks) {}
