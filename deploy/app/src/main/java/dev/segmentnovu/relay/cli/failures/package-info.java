/** {@code relay issues}, {@code unmapped} and {@code rejections}: failures in groups. */
@NullMarked
package dev.segmentnovu.relay.cli.failures;

import org.jspecify.annotations.NullMarked;
