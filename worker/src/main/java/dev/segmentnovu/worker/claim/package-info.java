/** Claims users of the queue as far as the claim window allows. */
@NullMarked
package dev.segmentnovu.worker.claim;

import org.jspecify.annotations.NullMarked;
