/** Asks Novu whether it takes an API key, for {@code relay check} and for probes of operators. */
@NullMarked
package dev.segmentnovu.relay.novu;

import org.jspecify.annotations.NullMarked;
