/**
 * What the description of a setting consists of: its section, its names and the type of its value.
 */
@NullMarked
package dev.segmentnovu.config.setting.form;

import org.jspecify.annotations.NullMarked;
