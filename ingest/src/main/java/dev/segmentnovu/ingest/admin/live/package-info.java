/** What happens now, as server-sent events. */
@NullMarked
package dev.segmentnovu.ingest.admin.live;

import org.jspecify.annotations.NullMarked;
