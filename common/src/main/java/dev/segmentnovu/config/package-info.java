/** The configuration as records. {@code config.read} reads them from a file and the environment. */
@NullMarked
package dev.segmentnovu.config;

import org.jspecify.annotations.NullMarked;
