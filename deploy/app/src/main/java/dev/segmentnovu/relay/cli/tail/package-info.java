/** {@code relay tail}: deliveries and failures as they happen. */
@NullMarked
package dev.segmentnovu.relay.cli.tail;

import org.jspecify.annotations.NullMarked;
