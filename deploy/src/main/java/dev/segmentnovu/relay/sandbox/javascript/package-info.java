/** What Novu's runtime, Node.js, does otherwise than Java: formats that it accepts, and JSON. */
@NullMarked
package dev.segmentnovu.relay.sandbox.javascript;

import org.jspecify.annotations.NullMarked;
