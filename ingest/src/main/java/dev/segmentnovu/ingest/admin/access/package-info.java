/** Who may call the admin port: host names, other sites, tokens, roles and wrong tokens. */
@NullMarked
package dev.segmentnovu.ingest.admin.access;

import org.jspecify.annotations.NullMarked;
