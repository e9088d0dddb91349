/** Tests in which a replica of Redis takes over. */
@NullMarked
package dev.segmentnovu.e2e.failover;

import org.jspecify.annotations.NullMarked;
