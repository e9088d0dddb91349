/** {@code relay health}: whether the processes of this machine can work. */
@NullMarked
package dev.segmentnovu.relay.cli.health;

import org.jspecify.annotations.NullMarked;
