/** What a bench measures: options, scenarios, and the load they need. */
@NullMarked
package dev.segmentnovu.bench.plan;

import org.jspecify.annotations.NullMarked;
