/** The servers that the bench starts: a stand-in for Novu, and a bare HTTP server. */
@NullMarked
package dev.segmentnovu.bench.novu;

import org.jspecify.annotations.NullMarked;
