package dev.segmentnovu.worker;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.worker.mapping.EventMapper;
import dev.segmentnovu.worker.novu.NovuClient;

/**
 * What the deliveries of one source share in one worker, until its configuration changes.
 *
 * @param source its configuration
 * @param mapper its rules
 * @param novu its environment of Novu
 * @param retry when a failed event is tried again
 * @param health whether Novu may be called now
 * @param pace when each call may be made
 * @param meters its numbers
 */
record SourceWork(
    RelayConfig.Source source,
    EventMapper mapper,
    NovuClient novu,
    RetryPolicy retry,
    SourceHealth health,
    CallScheduler pace,
    SourceMeters meters) {}
