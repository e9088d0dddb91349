/** What Node.js, on which Novu runs, does otherwise than Java: accepted formats, and JSON. */
@NullMarked
package dev.segmentnovu.sandbox.javascript;

import org.jspecify.annotations.NullMarked;
