/** The load generator: writes events, and checks their order and latency. */
@NullMarked
package dev.segmentnovu.bench.load;

import org.jspecify.annotations.NullMarked;
