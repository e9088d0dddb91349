/**
 * Measures the relay as it runs in production, each part a process of its own, with a load
 * generator and a Novu that cost little themselves.
 */
@NullMarked
package dev.segmentnovu.relay.bench;

import org.jspecify.annotations.NullMarked;
