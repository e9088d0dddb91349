/**
 * The configuration as records. {@code config.setting} describes its settings, and {@code
 * config.read} reads it from a file and the environment.
 */
@NullMarked
package dev.segmentnovu.config;

import org.jspecify.annotations.NullMarked;
