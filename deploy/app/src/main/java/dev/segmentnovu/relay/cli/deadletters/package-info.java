/** {@code relay dlq}: looks at dead letters, and replays, discards or exports them. */
@NullMarked
package dev.segmentnovu.relay.cli.deadletters;

import org.jspecify.annotations.NullMarked;
