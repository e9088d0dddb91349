/** The spans of a trace, without the library that records them. */
@NullMarked
package dev.segmentnovu.telemetry.trace;

import org.jspecify.annotations.NullMarked;
