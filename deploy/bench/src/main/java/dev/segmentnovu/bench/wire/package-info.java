/** HTTP and Redis protocol on plain sockets, at little cost. */
@NullMarked
package dev.segmentnovu.bench.wire;

import org.jspecify.annotations.NullMarked;
