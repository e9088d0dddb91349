package dev.segmentnovu.telemetry;

/**
 * The names of all metrics, in one place so that dashboards and code agree. Prometheus replaces
 * dots by underscores.
 */
public final class Metrics {

  /** Counter: events that are durable in Redis, without duplicates. Tag {@code source}. */
  public static final String ACCEPTED = "relay.ingest.events.accepted";

  /** Counter: events that Redis had already, by message id. Tag {@code source}. */
  public static final String DUPLICATES = "relay.ingest.events.duplicates";

  /** Counter: rejected events. Tags {@code source} and {@code code}, which docs/ingest.md lists. */
  public static final String REJECTED = "relay.ingest.events.rejected";

  /**
   * Counter: valid events that ingest accepted and did not enqueue. Tags {@code source} and {@code
   * reason}: anonymous.
   */
  public static final String NOT_QUEUED = "relay.ingest.events.skipped";

  /** Timer: requests to ingest. Tags {@code route} and {@code status}. */
  public static final String REQUESTS = "relay.ingest.requests";

  /** Gauge: requests that ingest has not yet finished. */
  public static final String REQUESTS_IN_FLIGHT = "relay.ingest.requests.in.flight";

  /** Gauge: bytes of the requests in flight: as sent, as unpacked and as stored. */
  public static final String BYTES_IN_FLIGHT = "relay.ingest.bytes.in.flight";

  /** Gauge: open connections to ingest. */
  public static final String CONNECTIONS = "relay.ingest.connections";

  /**
   * Counter: requests and connections that are refused for now, so that clients send again. Tag
   * {@code bound}: a limit of the process (requests, bytes, connections), a slow client
   * (read_timeout), the memory of Redis (memory), unconfirmed replication (replicas), or no
   * response of Redis (redis).
   */
  public static final String REFUSED = "relay.ingest.refused";

  /**
   * Timer: calls of Novu. Tags {@code source}, {@code call} (the HTTP method, or {@code bulk} for a
   * batch) and {@code outcome} (the status, or {@code none} without a response).
   */
  public static final String NOVU_CALLS = "relay.worker.novu.calls";

  /**
   * Counter: tries to send alerts. Tags {@code receiver} and {@code outcome}: delivered, failed, or
   * lost for a message that is given up.
   */
  public static final String ALERT_MESSAGES = "relay.alerts.messages";

  /** Counter: requests of events that a batch carried. Tag {@code source}. */
  public static final String SHARED = "relay.worker.novu.shared";

  /**
   * Counter: finished events. Tags {@code source} and {@code outcome}: delivered, skipped, dead.
   */
  public static final String SETTLED = "relay.worker.events.settled";

  /**
   * Counter: events that a worker skipped. Tags {@code source} and {@code reason}: integrations
   * (the event is not for Novu), unmapped (no workflow is mapped, and the source skips such events)
   * or no_rule (a page, screen or alias without a rule).
   */
  public static final String SKIPPED = "relay.worker.events.skipped";

  /**
   * Counter: values that a worker did not send because Novu would refuse them, such as an invalid
   * e-mail address. Tags {@code source} and {@code field}, as Novu names it.
   */
  public static final String LEFT_OUT = "relay.worker.fields.left.out";

  /**
   * Counter: identifies that were delivered without a write to Novu, because the user's last write
   * had the same profile. Tag {@code source}.
   */
  public static final String UNCHANGED = "relay.worker.identifies.unchanged";

  /**
   * Counter: identifies that one write to Novu carried together with the identify before. Tag
   * {@code source}.
   */
  public static final String MERGED = "relay.worker.identifies.merged";

  /** Counter: attempts that another attempt follows. Tags {@code source} and {@code status}. */
  public static final String RETRIES = "relay.worker.retries";

  /** Timer: from acceptance at ingest to the end of the delivery. Tag {@code source}. */
  public static final String END_TO_END = "relay.worker.event.age";

  /**
   * Counter: events with an invalid {@code timestamp}, for which the time of receipt is used. Tag
   * {@code source}.
   */
  public static final String UNREADABLE_TIMESTAMPS = "relay.worker.timestamps.unreadable";

  /** Counter: settlements that were refused because their lease had ended. Tag {@code source}. */
  public static final String STALE = "relay.worker.leases.lost";

  /** Gauge: users that a worker process has claimed. */
  public static final String IN_FLIGHT = "relay.worker.users.claimed";

  /**
   * Gauge: 1 while a worker process does not deliver the events of a source because an operator
   * paused it, else 0. Tag {@code source}.
   */
  public static final String PAUSED = "relay.worker.source.paused";

  /**
   * Gauge: 1 while Novu pauses or suspends a source (rate limit, refused API key) or its dead
   * letters are at a bound that blocks, else 0. Tag {@code source}.
   */
  public static final String HELD = "relay.worker.source.held";

  /**
   * Gauge: 1 while the circuit of a source is open, because all its calls fail, else 0. Tag {@code
   * source}.
   */
  public static final String CIRCUIT = "relay.worker.circuit";

  /**
   * Gauge: 1 if a source's Novu honours idempotency keys, 0 if not, NaN while unknown. Tag {@code
   * source}.
   */
  public static final String IDEMPOTENCY = "relay.worker.novu.idempotency";

  /**
   * Gauge: how many users of a source a worker process may have claimed at once. Tag {@code
   * source}.
   */
  public static final String CONCURRENCY_LIMIT = "relay.worker.concurrency.limit";

  /**
   * Gauge: rate-limit tokens per second that Novu allows. Tags {@code source} and {@code category}.
   */
  public static final String BUDGET_LIMIT = "relay.worker.budget.limit";

  /**
   * Gauge: rate-limit tokens left, by Novu's latest response. Tags {@code source} and {@code
   * category}.
   */
  public static final String BUDGET_REMAINING = "relay.worker.budget.remaining";

  /** Counter: rate-limit tokens used. Tags {@code source} and {@code category}. */
  public static final String BUDGET_USED = "relay.worker.budget.used";

  /** Gauge: calls of a worker process that wait for a rate-limit token. Tag {@code source}. */
  public static final String BUDGET_WAITING = "relay.worker.budget.waiting";

  /** Gauge: events that wait in the queue. Tag {@code source}. */
  public static final String QUEUE_DEPTH = "relay.queue.depth";

  /** Gauge: dead letters. Tag {@code source}. */
  public static final String DEAD_LETTERS = "relay.queue.dead";

  /** Gauge: dead letters of events that no workflow is mapped for. Tag {@code source}. */
  public static final String UNMAPPED = "relay.queue.dead.unmapped";

  /**
   * Gauge that only grows: dead letters that were evicted because of a bound. Tag {@code source}.
   */
  public static final String EVICTED = "relay.queue.dead.evicted";

  /**
   * Gauge that only grows: violations of the queue's invariants that an audit or a claim found. Tag
   * {@code source}.
   */
  public static final String VIOLATIONS = "relay.queue.violations";

  /** Gauge: memory that Redis uses, as a fraction of its maxmemory; 0 if it has no limit. */
  public static final String REDIS_FULLNESS = "relay.redis.memory.fullness";

  /** Counter: changes of the configuration file that were refused. */
  public static final String CONFIG_REFUSED = "relay.config.reload.failures";

  /** Gauge: 1 while the process runs with the present configuration file, else 0. */
  public static final String CONFIG_VALID = "relay.config.valid";

  /** Gauge: age of the oldest event that waits, in seconds. Tag {@code source}. */
  public static final String OLDEST_AGE = "relay.queue.oldest.age";

  private Metrics() {}
}
