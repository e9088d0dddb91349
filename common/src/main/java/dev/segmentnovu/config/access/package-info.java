/** Who may call the admin port: named tokens with roles, and the host names it answers to. Pure. */
@NullMarked
package dev.segmentnovu.config.access;

import org.jspecify.annotations.NullMarked;
