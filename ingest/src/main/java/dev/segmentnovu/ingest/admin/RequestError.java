package dev.segmentnovu.ingest.admin;

/**
 * Something wrong in a request.
 *
 * @param where the parameter, or the member of the body
 * @param detail what is wrong with it, or what would be right
 */
record RequestError(String where, String detail) {}
