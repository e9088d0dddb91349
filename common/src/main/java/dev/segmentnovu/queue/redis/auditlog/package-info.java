/** The audit log of operators in Redis: its key, its scripts and its text. */
@NullMarked
package dev.segmentnovu.queue.redis.auditlog;

import org.jspecify.annotations.NullMarked;
