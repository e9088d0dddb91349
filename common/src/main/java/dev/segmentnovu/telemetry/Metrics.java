package dev.segmentnovu.telemetry;

/**
 * The names of all metrics, in one place so that dashboards and code cannot part. Prometheus turns
 * dots into underscores.
 */
public final class Metrics {

  /** Counter: events durable in Redis, duplicates not counted. Tag {@code source}. */
  public static final String ACCEPTED = "relay.ingest.events.accepted";

  /** Counter: events that were there already, by message id. Tag {@code source}. */
  public static final String DUPLICATES = "relay.ingest.events.duplicates";

  /**
   * Counter: events refused. Tags {@code source} and {@code code}, of the table in docs/ingest.md.
   */
  public static final String REJECTED = "relay.ingest.events.rejected";

  /**
   * Counter: valid events that ingest accepted and did not queue. Tags {@code source} and {@code
   * reason}: anonymous.
   */
  public static final String NOT_QUEUED = "relay.ingest.events.skipped";

  /** Timer: requests to ingest. Tags {@code route} and {@code status}. */
  public static final String REQUESTS = "relay.ingest.requests";

  /** Gauge: requests to ingest that are not finished. */
  public static final String REQUESTS_IN_FLIGHT = "relay.ingest.requests.in.flight";

  /** Gauge: bytes of the bodies of those requests, as sent and unpacked. */
  public static final String BYTES_IN_FLIGHT = "relay.ingest.bytes.in.flight";

  /** Gauge: open connections to ingest. */
  public static final String CONNECTIONS = "relay.ingest.connections";

  /**
   * Counter: requests and connections refused for now, whose clients send again. Tag {@code bound}:
   * what the process has in hand (requests, bytes, connections), a client that is slow
   * (read_timeout), memory of Redis (memory), replicas that lag (replicas), or Redis (redis).
   */
  public static final String REFUSED = "relay.ingest.refused";

  /**
   * Timer: calls to Novu. Tags {@code source}, {@code call} (the method, or {@code bulk} for one
   * made for several events) and {@code outcome} (the status, or {@code none}).
   */
  public static final String NOVU_CALLS = "relay.worker.novu.calls";

  /** Counter: requests of events that were made in one call with others. Tag {@code source}. */
  public static final String SHARED = "relay.worker.novu.shared";

  /**
   * Counter: events finished. Tags {@code source} and {@code outcome}: delivered, skipped, dead.
   */
  public static final String SETTLED = "relay.worker.events.settled";

  /**
   * Counter: events that a worker skipped. Tags {@code source} and {@code reason}: integrations
   * (the event says that it is not for Novu), unmapped (no workflow, and the source skips those) or
   * no_rule (a page, screen or alias without a rule).
   */
  public static final String SKIPPED = "relay.worker.events.skipped";

  /**
   * Counter: values that were not sent because Novu would refuse them, such as an e-mail that is
   * none. Tags {@code source} and {@code field}, Novu's name of it.
   */
  public static final String LEFT_OUT = "relay.worker.fields.left.out";

  /**
   * Counter: identifies that were delivered without a write to Novu, because they say what was
   * written of their user last. Tag {@code source}.
   */
  public static final String UNCHANGED = "relay.worker.identifies.unchanged";

  /**
   * Counter: identifies that were written to Novu together with the one before them, in one write.
   * Tag {@code source}.
   */
  public static final String MERGED = "relay.worker.identifies.merged";

  /** Counter: attempts that will be followed by another. Tags {@code source} and {@code status}. */
  public static final String RETRIES = "relay.worker.retries";

  /** Timer: from accepted at ingest to done. Tag {@code source}. */
  public static final String END_TO_END = "relay.worker.event.age";

  /**
   * Counter: events whose {@code timestamp} cannot be read, so that the time they were received
   * stands for it. Tag {@code source}.
   */
  public static final String UNREADABLE_TIMESTAMPS = "relay.worker.timestamps.unreadable";

  /** Counter: settlements refused because the lease had ended. Tag {@code source}. */
  public static final String STALE = "relay.worker.leases.lost";

  /** Gauge: users a worker process holds now. */
  public static final String IN_FLIGHT = "relay.worker.users.claimed";

  /**
   * Gauge: 1 while a source waits for Novu (rate limit, or a refused API key), or for room among
   * its dead letters, else 0. Tag {@code source}.
   */
  public static final String HELD = "relay.worker.source.held";

  /** Gauge: 1 while a source only fails and is left alone, else 0. Tag {@code source}. */
  public static final String CIRCUIT = "relay.worker.circuit";

  /**
   * Gauge: 1 if a source's Novu honours idempotency keys, 0 if not, NaN while no answer has told.
   * Tag {@code source}.
   */
  public static final String IDEMPOTENCY = "relay.worker.novu.idempotency";

  /** Gauge: users of a source that a worker process may hold at once now. Tag {@code source}. */
  public static final String CONCURRENCY_LIMIT = "relay.worker.concurrency.limit";

  /** Gauge: tokens a second that Novu allows. Tags {@code source} and {@code category}. */
  public static final String BUDGET_LIMIT = "relay.worker.budget.limit";

  /**
   * Gauge: tokens left at Novu as its latest answer said. Tags {@code source} and {@code category}.
   */
  public static final String BUDGET_REMAINING = "relay.worker.budget.remaining";

  /** Counter: tokens used up. Tags {@code source} and {@code category}. */
  public static final String BUDGET_USED = "relay.worker.budget.used";

  /** Gauge: calls of a worker process that wait for a token. Tag {@code source}. */
  public static final String BUDGET_WAITING = "relay.worker.budget.waiting";

  /** Gauge: events waiting. Tag {@code source}. */
  public static final String QUEUE_DEPTH = "relay.queue.depth";

  /** Gauge: dead letters. Tag {@code source}. */
  public static final String DEAD_LETTERS = "relay.queue.dead";

  /** Gauge: dead letters that no workflow is mapped for. Tag {@code source}. */
  public static final String UNMAPPED = "relay.queue.dead.unmapped";

  /** Gauge that only grows: dead letters evicted because of a bound. Tag {@code source}. */
  public static final String EVICTED = "relay.queue.dead.evicted";

  /**
   * Gauge that only grows: violations of the queue's invariants, found by an audit or a claim. Tag
   * {@code source}.
   */
  public static final String VIOLATIONS = "relay.queue.violations";

  /** Gauge: memory Redis uses, as a part of its maxmemory; 0 where it has no limit. */
  public static final String REDIS_FULLNESS = "relay.redis.memory.fullness";

  /** Counter: changes of the configuration file that were refused. */
  public static final String CONFIG_REFUSED = "relay.config.reload.failures";

  /** Gauge: 1 while the process runs with what the configuration file says, else 0. */
  public static final String CONFIG_VALID = "relay.config.valid";

  /** Gauge: age of the oldest waiting event, in seconds. Tag {@code source}. */
  public static final String OLDEST_AGE = "relay.queue.oldest.age";

  private Metrics() {}
}
