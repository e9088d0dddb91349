/** How the lines of the log are written. */
@NullMarked
package dev.segmentnovu.relay.log;

import org.jspecify.annotations.NullMarked;
