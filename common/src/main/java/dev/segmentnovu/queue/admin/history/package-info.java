/** What operators read of the past: counts, failure groups, unmapped events, rejections. */
@NullMarked
package dev.segmentnovu.queue.admin.history;

import org.jspecify.annotations.NullMarked;
