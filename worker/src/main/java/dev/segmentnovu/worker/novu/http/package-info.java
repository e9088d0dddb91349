/** HTTP to Novu: connections, deadlines, bounded responses, and why there is no connection. */
@NullMarked
package dev.segmentnovu.worker.novu.http;

import org.jspecify.annotations.NullMarked;
