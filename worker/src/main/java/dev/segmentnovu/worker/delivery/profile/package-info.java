/** What is known of a user's profile at Novu, and which identifies become one write. */
@NullMarked
package dev.segmentnovu.worker.delivery.profile;

import org.jspecify.annotations.NullMarked;
