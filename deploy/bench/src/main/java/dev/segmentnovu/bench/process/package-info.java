/** The processes that a bench starts and stops. */
@NullMarked
package dev.segmentnovu.bench.process;

import org.jspecify.annotations.NullMarked;
