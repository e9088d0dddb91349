/** A stand-in for Novu that runs on the developer's machine and behaves like the real one. */
@NullMarked
package dev.segmentnovu.sandbox;

import org.jspecify.annotations.NullMarked;
