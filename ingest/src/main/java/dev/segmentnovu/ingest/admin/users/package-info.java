/** Routes about single users: where one stands, what operators do to it, and forgetting it. */
@NullMarked
package dev.segmentnovu.ingest.admin.users;

import org.jspecify.annotations.NullMarked;
