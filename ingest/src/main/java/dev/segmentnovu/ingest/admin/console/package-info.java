/** Serves the page with which operators watch and steer the relay in a browser. */
@NullMarked
package dev.segmentnovu.ingest.admin.console;

import org.jspecify.annotations.NullMarked;
