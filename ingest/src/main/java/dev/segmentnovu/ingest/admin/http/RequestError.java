package dev.segmentnovu.ingest.admin.http;

/**
 * A mistake in a request.
 *
 * @param where the query parameter or the member of the body
 * @param detail what is wrong, or what would be valid
 */
public record RequestError(String where, String detail) {}
