/** What the commands print for people: tables, times, progress; and what they ask. */
@NullMarked
package dev.segmentnovu.relay.cli.terminal;

import org.jspecify.annotations.NullMarked;
