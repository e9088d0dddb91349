/** HTTP for every admin route: access, responses, problem details and the audit log. */
@NullMarked
package dev.segmentnovu.ingest.admin.http;

import org.jspecify.annotations.NullMarked;
