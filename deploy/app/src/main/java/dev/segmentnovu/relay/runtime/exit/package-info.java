/** How a command ends that cannot run. */
@NullMarked
package dev.segmentnovu.relay.runtime.exit;

import org.jspecify.annotations.NullMarked;
