package dev.segmentnovu.worker.novu;

import org.jspecify.annotations.Nullable;

/**
 * An attempt and all that is known of it.
 *
 * @param result what became of it
 * @param call the last call made
 * @param reply Novu's answer to it, or null if there was none
 */
public record Delivery(DeliveryResult result, NovuCall call, @Nullable NovuReply reply) {}
