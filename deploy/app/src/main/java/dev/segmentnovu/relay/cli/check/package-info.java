/**
 * {@code relay check} and {@code relay fsck}: test the configuration, Redis, Novu and the queue.
 */
@NullMarked
package dev.segmentnovu.relay.cli.check;

import org.jspecify.annotations.NullMarked;
