package dev.segmentnovu.config;

/**
 * Which halves of the relay a configuration is for: a secret is asked for only where it is used.
 */
public enum ProcessRole {
  /** Takes events in; knows no key of Novu. */
  INGEST,
  /** Delivers them; knows no write key, no shared secret and no admin token. */
  WORKER,
  /** Both in one process. */
  BOTH,
  /** Looks at the queue only, and knows no secret but that of Redis. */
  QUEUE;

  /** Whether events come in by it. */
  public boolean takesIn() {
    return this == INGEST || this == BOTH;
  }

  /** Whether it delivers them. */
  public boolean delivers() {
    return this == WORKER || this == BOTH;
  }
}
