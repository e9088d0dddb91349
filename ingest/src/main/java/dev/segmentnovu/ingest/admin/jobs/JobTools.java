package dev.segmentnovu.ingest.admin.jobs;

import dev.segmentnovu.queue.jobs.JobQueue;

/**
 * What jobs need from outside.
 *
 * @param queue the stored jobs, and the dead letters that they act on
 * @param preview tells what would be sent
 */
public record JobTools(JobQueue queue, EventPreview preview) {}
