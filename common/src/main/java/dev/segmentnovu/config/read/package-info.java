/**
 * Reads the configuration: YAML, placeholders and conversions. It reports all errors at once, each
 * with its path in the file.
 */
@NullMarked
package dev.segmentnovu.config.read;

import org.jspecify.annotations.NullMarked;
