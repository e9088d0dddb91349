/** The HTTP calls of the commands, made with Vert.x's Web Client. */
@NullMarked
package dev.segmentnovu.relay.cli.http;

import org.jspecify.annotations.NullMarked;
