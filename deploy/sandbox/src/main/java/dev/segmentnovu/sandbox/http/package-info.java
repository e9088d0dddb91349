/**
 * The path of a request through the sandbox: authentication, rate limits, idempotency, faults,
 * response.
 */
@NullMarked
package dev.segmentnovu.sandbox.http;

import org.jspecify.annotations.NullMarked;
