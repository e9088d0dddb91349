/** How each command reads its configuration, and how a process takes up changes of its files. */
@NullMarked
package dev.segmentnovu.relay.runtime.config;

import org.jspecify.annotations.NullMarked;
