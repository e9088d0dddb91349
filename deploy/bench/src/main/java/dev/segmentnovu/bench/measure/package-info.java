/** The measurements: throughput, latency, CPU time, memory, and the limits of the machine. */
@NullMarked
package dev.segmentnovu.bench.measure;

import org.jspecify.annotations.NullMarked;
