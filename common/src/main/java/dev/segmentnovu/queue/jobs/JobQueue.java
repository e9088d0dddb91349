package dev.segmentnovu.queue.jobs;

/**
 * All that jobs need of the queue. Each part is safe for use from any thread.
 *
 * @param store the stored jobs
 * @param work what jobs do with dead letters
 */
public record JobQueue(JobStore store, JobWork work) {}
