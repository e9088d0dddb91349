/** Decides who may send events, by write key or signature, and how much the process takes in. */
@NullMarked
package dev.segmentnovu.ingest.admission;

import org.jspecify.annotations.NullMarked;
