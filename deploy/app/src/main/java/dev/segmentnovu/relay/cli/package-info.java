/** The {@code relay} command, and the subcommands that start a process. */
@NullMarked
package dev.segmentnovu.relay.cli;

import org.jspecify.annotations.NullMarked;
