/** What operators ask about single events and users, and do to them. */
@NullMarked
package dev.segmentnovu.queue.admin.users;

import org.jspecify.annotations.NullMarked;
