/** The {@code relay} command: its subcommands, and the processes they start. */
@NullMarked
package dev.segmentnovu.relay;

import org.jspecify.annotations.NullMarked;
