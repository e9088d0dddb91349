/** {@code relay sources}: pauses, resumes and probes a source. */
@NullMarked
package dev.segmentnovu.relay.cli.sources;

import org.jspecify.annotations.NullMarked;
