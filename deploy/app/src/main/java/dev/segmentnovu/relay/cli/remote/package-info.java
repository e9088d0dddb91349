/** What all commands share that talk to the admin port of a running relay. */
@NullMarked
package dev.segmentnovu.relay.cli.remote;

import org.jspecify.annotations.NullMarked;
