/** The requests that a sandbox received, in memory, as JSON and as lines. */
@NullMarked
package dev.segmentnovu.sandbox.received;

import org.jspecify.annotations.NullMarked;
