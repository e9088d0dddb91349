/** {@code relay import}: sends a file of events to a relay, slowly and so that it can go on. */
@NullMarked
package dev.segmentnovu.relay.cli.imports;

import org.jspecify.annotations.NullMarked;
