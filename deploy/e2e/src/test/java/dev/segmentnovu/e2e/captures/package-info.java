/** Requests of real clients of Segment. */
@NullMarked
package dev.segmentnovu.e2e.captures;

import org.jspecify.annotations.NullMarked;
