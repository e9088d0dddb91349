/** What the pure parts of each module cost: in time, for people, and in bytes, for tests. */
@NullMarked
package dev.segmentnovu.measure;

import org.jspecify.annotations.NullMarked;
