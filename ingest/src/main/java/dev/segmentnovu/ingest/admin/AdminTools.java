package dev.segmentnovu.ingest.admin;

import dev.segmentnovu.ingest.admin.jobs.JobTools;
import dev.segmentnovu.ingest.admin.mapping.EventTrial;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * What the admin port needs from the other parts of the relay.
 *
 * @param jobs what jobs need
 * @param trial tells what the relay would do with an event
 * @param sandbox the address of the stand-in for Novu in the same process; null if there is none
 */
public record AdminTools(JobTools jobs, EventTrial trial, @Nullable URI sandbox) {}
