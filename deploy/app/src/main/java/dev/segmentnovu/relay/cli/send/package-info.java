/** {@code relay send}: sends sample events and shows what the sandbox Novu receives. */
@NullMarked
package dev.segmentnovu.relay.cli.send;

import org.jspecify.annotations.NullMarked;
