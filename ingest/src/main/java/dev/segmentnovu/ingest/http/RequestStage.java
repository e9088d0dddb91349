package dev.segmentnovu.ingest.http;

/** A stage of a request. Vert.x calls each stage in a callback of its own. */
public enum RequestStage {
  /** The head of the request has arrived. */
  HEAD,
  /** A part of the body has arrived. */
  BODY_PART,
  /** The whole body has arrived. The relay unpacks, scans and checks it. */
  BODY,
  /** The body has not arrived within the read timeout. */
  READ_TIMEOUT,
  /** The relay passes the events to the queue. */
  ENQUEUE,
  /** The queue has reported a result or failed. */
  ENQUEUED,
  /** The relay writes a response. */
  RESPONSE,
  /** The response is written, or the connection is closed. */
  END
}
