/** Queues the calls to Novu, and sends each when it has a token and a call slot. */
@NullMarked
package dev.segmentnovu.worker.calls;

import org.jspecify.annotations.NullMarked;
