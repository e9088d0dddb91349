/** Jobs in Redis. Scripts make each step of a job and the note of its progress one change. */
@NullMarked
package dev.segmentnovu.queue.redis.jobs;

import org.jspecify.annotations.NullMarked;
