/** How the modules say which threads may use an object. */
@NullMarked
package dev.segmentnovu.concurrent;

import org.jspecify.annotations.NullMarked;
