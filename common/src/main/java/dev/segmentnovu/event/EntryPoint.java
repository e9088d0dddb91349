package dev.segmentnovu.event;

/** The entry point that an event came through. */
public enum EntryPoint {
  /** {@code /v1/*}: Segment's Tracking API, which SDKs call. */
  TRACKING,
  /**
   * {@code /webhooks/segment}: Segment's Webhooks destinations. Segment has already decided by
   * {@code integrations} which destinations get the event, and it did so under its own names,
   * {@code Webhooks} or {@code Extensible Webhook}.
   */
  WEBHOOK
}
