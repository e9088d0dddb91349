package dev.segmentnovu.ingest.admission;

/** Why ingest refuses a request or a connection for now: the values of the tag {@code bound}. */
public enum RefusalReason {
  /** The process has too many requests in flight. */
  REQUESTS,
  /** The requests in flight have too many bytes. */
  BYTES,
  /** The process has too many open connections. */
  CONNECTIONS,
  /** The body did not arrive within the read timeout. */
  READ_TIMEOUT,
  /** Redis has reached its own memory limit or the relay's watermark. */
  MEMORY,
  /** Too few replicas, or too few disks, confirmed the events. */
  REPLICAS,
  /** Redis does not answer. */
  REDIS
}
