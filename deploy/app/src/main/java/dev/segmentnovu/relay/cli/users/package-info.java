/** {@code relay users}: what waits for a user, and what an operator does about it. */
@NullMarked
package dev.segmentnovu.relay.cli.users;

import org.jspecify.annotations.NullMarked;
