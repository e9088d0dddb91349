/** {@code relay completion}: completion for shells. */
@NullMarked
package dev.segmentnovu.relay.cli.completion;

import org.jspecify.annotations.NullMarked;
