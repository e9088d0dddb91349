/**
 * The bench: measures the relay as it runs in production. Each part is a process of its own. The
 * load generator and the stand-in for Novu cost little themselves.
 */
@NullMarked
package dev.segmentnovu.bench;

import org.jspecify.annotations.NullMarked;
