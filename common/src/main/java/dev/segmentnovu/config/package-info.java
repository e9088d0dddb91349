/**
 * The configuration as records, and its reading from a file laid over the defaults. Every mistake
 * is reported at once.
 */
@NullMarked
package dev.segmentnovu.config;

import org.jspecify.annotations.NullMarked;
