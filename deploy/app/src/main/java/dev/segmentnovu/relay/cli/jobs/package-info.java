/** {@code relay jobs}: long work on many dead letters, and how far it is. */
@NullMarked
package dev.segmentnovu.relay.cli.jobs;

import org.jspecify.annotations.NullMarked;
