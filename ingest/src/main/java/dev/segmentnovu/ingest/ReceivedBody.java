package dev.segmentnovu.ingest;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.event.EntryPoint;
import dev.segmentnovu.event.EventType;
import dev.segmentnovu.event.intake.ScannedBody;
import org.jspecify.annotations.Nullable;

/**
 * An authenticated body.
 *
 * @param door what it came through
 * @param source whose events they are
 * @param bytes the body, unpacked
 * @param body where its events are in {@code bytes}
 * @param route what the request's path says the events are, or null if it leaves that to them
 */
record ReceivedBody(
    EntryPoint door,
    RelayConfig.Source source,
    byte[] bytes,
    ScannedBody body,
    @Nullable EventType route) {

  /** Whether it is a webhook of one event, whose sender learns by the status what is wrong. */
  boolean isSingleWebhook() {
    return door == EntryPoint.WEBHOOK && body.shape() == ScannedBody.Shape.SINGLE;
  }
}
