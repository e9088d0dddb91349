/** Novu's HTTP API: what is asked of it, how it is called, and what its answers mean. */
@NullMarked
package dev.segmentnovu.worker.novu;

import org.jspecify.annotations.NullMarked;
