/** Requests to Novu, the calls that they need, and what the responses mean. Pure. */
@NullMarked
package dev.segmentnovu.worker.novu;

import org.jspecify.annotations.NullMarked;
