/** {@code relay status}: why nothing is delivered, in one answer. */
@NullMarked
package dev.segmentnovu.relay.cli.status;

import org.jspecify.annotations.NullMarked;
