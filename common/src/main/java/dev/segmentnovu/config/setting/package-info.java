/**
 * One description per setting: its name in the file, variable, default, range, unit and text. The
 * readers of the configuration, the default file, the schema and the table of variables all use it.
 * The classes {@code …Settings} also make the records of {@code config} from values of settings.
 */
@NullMarked
package dev.segmentnovu.config.setting;

import org.jspecify.annotations.NullMarked;
