/** Failures that a test or a person orders from the sandbox. */
@NullMarked
package dev.segmentnovu.sandbox.faults;

import org.jspecify.annotations.NullMarked;
