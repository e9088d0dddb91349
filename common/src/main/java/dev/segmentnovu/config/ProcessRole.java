package dev.segmentnovu.config;

/** Which parts of the relay a process runs. It needs only the secrets that these parts use. */
public enum ProcessRole {
  /** Takes events in; has no key of Novu. */
  INGEST,
  /** Delivers events; has no write key, no shared secret and no admin token. */
  WORKER,
  /** Both in one process. */
  BOTH,
  /** Only looks at the queue; has no secret but that of Redis. */
  QUEUE;

  /** Whether it takes events in. */
  public boolean takesIn() {
    return this == INGEST || this == BOTH;
  }

  /** Whether it delivers events. */
  public boolean delivers() {
    return this == WORKER || this == BOTH;
  }
}
