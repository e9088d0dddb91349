/** Tests in which processes, Redis and Novu fail at random. */
@NullMarked
package dev.segmentnovu.e2e.chaos;

import org.jspecify.annotations.NullMarked;
