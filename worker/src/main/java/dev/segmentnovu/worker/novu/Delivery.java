package dev.segmentnovu.worker.novu;

import org.jspecify.annotations.Nullable;

/**
 * An attempt and all that is known of it.
 *
 * @param result what became of it
 * @param call the last call made, as it is when made alone
 * @param reply Novu's answer to it, or null if there was none
 * @param sharedIn what is the same for all attempts that shared one call, and for no others; null
 *     for a call that was made alone
 */
public record Delivery(
    DeliveryResult result, NovuCall call, @Nullable NovuResponse reply, @Nullable Object sharedIn) {

  /** Of a call that was made alone. */
  public Delivery(DeliveryResult result, NovuCall call, @Nullable NovuResponse reply) {
    this(result, call, reply, null);
  }
}
