/** What the sandbox in the same process received. */
@NullMarked
package dev.segmentnovu.ingest.admin.sandbox;

import org.jspecify.annotations.NullMarked;
