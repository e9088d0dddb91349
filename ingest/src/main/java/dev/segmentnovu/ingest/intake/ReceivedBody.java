package dev.segmentnovu.ingest.intake;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.event.EntryPoint;
import dev.segmentnovu.event.EventType;
import dev.segmentnovu.event.intake.ScannedBody;
import org.jspecify.annotations.Nullable;

/**
 * An authenticated request body.
 *
 * @param entryPoint the entry point that received it
 * @param source the source that it belongs to
 * @param bytes the body, unpacked
 * @param body the positions of the events in {@code bytes}
 * @param type the type that the request's path gives the event; null if the path gives none
 */
public record ReceivedBody(
    EntryPoint entryPoint,
    RelayConfig.Source source,
    byte[] bytes,
    ScannedBody body,
    @Nullable EventType type) {

  /** Whether it is a webhook of one event: its sender learns from the status what is wrong. */
  boolean isSingleWebhook() {
    return entryPoint == EntryPoint.WEBHOOK && body.shape() == ScannedBody.Shape.SINGLE;
  }
}
