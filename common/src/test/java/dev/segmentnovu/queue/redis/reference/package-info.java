/** Models of the scripts in plain Java, and random runs that compare the scripts with them. */
@NullMarked
package dev.segmentnovu.queue.redis.reference;

import org.jspecify.annotations.NullMarked;
