/**
 * The configuration as records, and its reading from environment variables. Every mistake is
 * reported at once.
 */
@NullMarked
package dev.segmentnovu.config;

import org.jspecify.annotations.NullMarked;
