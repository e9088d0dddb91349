package dev.segmentnovu.ingest.admin;

import dev.segmentnovu.ingest.admin.jobs.JobTools;
import dev.segmentnovu.ingest.admin.mapping.EventTrial;

/**
 * What the admin port needs from the other parts of the relay.
 *
 * @param jobs what jobs need
 * @param trial tells what the relay would do with an event
 */
public record AdminTools(JobTools jobs, EventTrial trial) {}
