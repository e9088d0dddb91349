/** What the relay would send for an event, without sending it. */
@NullMarked
package dev.segmentnovu.relay.preview;

import org.jspecify.annotations.NullMarked;
