/** {@code relay issues} and {@code relay unmapped}: failures in groups. */
@NullMarked
package dev.segmentnovu.relay.cli.failures;

import org.jspecify.annotations.NullMarked;
