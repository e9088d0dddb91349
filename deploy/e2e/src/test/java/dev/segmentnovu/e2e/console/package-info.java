/** Tests of the console in a real browser, on a relay in a process of its own. */
@NullMarked
package dev.segmentnovu.e2e.console;

import org.jspecify.annotations.NullMarked;
