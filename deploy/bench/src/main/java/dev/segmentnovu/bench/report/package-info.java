/** The result of a bench as tables and as a plot. */
@NullMarked
package dev.segmentnovu.bench.report;

import org.jspecify.annotations.NullMarked;
