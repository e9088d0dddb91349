/** The relay beside the function that it replaces, over one day of events. */
@NullMarked
package dev.segmentnovu.e2e.sidebyside;

import org.jspecify.annotations.NullMarked;
