/** Tests of the image and of the Compose stack with a real engine. */
@NullMarked
package dev.segmentnovu.e2e.docker;

import org.jspecify.annotations.NullMarked;
