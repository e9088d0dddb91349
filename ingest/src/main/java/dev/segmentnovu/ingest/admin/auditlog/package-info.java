/** Lists and exports the audit log. */
@NullMarked
package dev.segmentnovu.ingest.admin.auditlog;

import org.jspecify.annotations.NullMarked;
