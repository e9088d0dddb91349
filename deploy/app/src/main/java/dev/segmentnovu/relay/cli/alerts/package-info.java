/** {@code relay alerts}: whether alerts reach people. */
@NullMarked
package dev.segmentnovu.relay.cli.alerts;

import org.jspecify.annotations.NullMarked;
