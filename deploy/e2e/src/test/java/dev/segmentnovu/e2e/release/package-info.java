/** The scripts and the workflow of a release. */
@NullMarked
package dev.segmentnovu.e2e.release;

import org.jspecify.annotations.NullMarked;
