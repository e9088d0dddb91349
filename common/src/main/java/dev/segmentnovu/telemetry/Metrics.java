package dev.segmentnovu.telemetry;

/**
 * The names of all metrics, in one place so that dashboards and code agree. Prometheus' names have
 * underscores for the dots, {@code _total} at the end of a counter, and the unit of an age or a
 * duration ({@code _seconds}). docs/operations/metrics.md describes each; a test compares it with
 * what a relay exports.
 *
 * <p>What begins with {@code relay.queue} or {@code relay.redis}, and {@link #DESIRED_REPLICAS}, is
 * about what all processes share. Each ingest exports the same, so a query uses {@code max} and not
 * {@code sum} over the processes.
 */
public final class Metrics {

  /** Gauge: 1. Tags {@code version} and {@code commit}. */
  public static final String BUILD_INFO = "relay.build.info";

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

  /** Gauge: when events of a source were last accepted, 0 before. Tag {@code source}. */
  public static final String LAST_RECEIPT = "relay.ingest.last.receipt.timestamp";

  /** Histogram: requests to ingest. Tags {@code route} and {@code status}. */
  public static final String REQUESTS = "relay.ingest.request.duration";

  /** Gauge: requests that ingest has not yet finished. */
  public static final String REQUESTS_IN_FLIGHT = "relay.ingest.requests.in.flight";

  /** Gauge: bytes of the requests in flight: as sent, as unpacked and as stored. */
  public static final String BYTES_IN_FLIGHT = "relay.ingest.requests.in.flight.bytes";

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
   * Counter: webhooks to a source whose signature is missing or does not match. Tag {@code source}.
   */
  public static final String SIGNATURES_REFUSED = "relay.ingest.signatures.refused";

  /** Counter: requests whose path or write key names no source. */
  public static final String UNKNOWN_SENDERS = "relay.ingest.unknown.senders";

  /**
   * Histogram: calls of Novu. Tags {@code source}, {@code call} (the HTTP method, or {@code bulk}
   * for a batch) and {@code outcome} (the status, or {@code none} without a response).
   */
  public static final String NOVU_CALLS = "relay.worker.novu.call.duration";

  /** Counter: requests of events that a batch carried. Tag {@code source}. */
  public static final String BATCHED = "relay.worker.novu.batched.requests";

  /**
   * Counter: tries to send alerts. Tags {@code receiver} and {@code outcome}: delivered, failed, or
   * lost for a message that is given up.
   */
  public static final String ALERT_MESSAGES = "relay.alerts.messages";

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

  /** Counter: events that became dead letters. Tags {@code source} and {@code reason}. */
  public static final String DEAD = "relay.worker.dead.letters";

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

  /** Histogram: from acceptance at ingest to the end of the delivery. Tag {@code source}. */
  public static final String LATENCY = "relay.worker.delivery.latency";

  /** Gauge: when a worker process last delivered an event, 0 before. Tag {@code source}. */
  public static final String LAST_DELIVERY = "relay.worker.last.delivery.timestamp";

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
   * Gauge: 1 while a worker process does not deliver the events of a source, else 0. Tags {@code
   * source} and {@code reason}: rate-limited, circuit-open (all calls fail), blocked (the dead
   * letters are at their bound), suspended (Novu refuses the API key) or paused (by an operator).
   */
  public static final String PAUSED = "relay.worker.source.paused";

  /**
   * Gauge: 1 if a source's Novu honours idempotency keys, 0 if not, NaN while unknown. Tag {@code
   * source}.
   */
  public static final String IDEMPOTENCY = "relay.worker.novu.idempotency";

  /** Gauge: how many calls of a source a worker process may have in flight. Tag {@code source}. */
  public static final String CONCURRENCY_LIMIT = "relay.worker.concurrency.limit";

  /**
   * Gauge: rate-limit tokens per second that Novu's latest response allows. Tags {@code source} and
   * {@code category}.
   */
  public static final String BUDGET_LIMIT = "relay.worker.budget.tokens.per.second";

  /**
   * Gauge: rate-limit tokens left, by Novu's latest response. Tags {@code source} and {@code
   * category}.
   */
  public static final String BUDGET_REMAINING = "relay.worker.budget.remaining.tokens";

  /** Counter: rate-limit tokens used. Tags {@code source} and {@code category}. */
  public static final String BUDGET_USED = "relay.worker.budget.used.tokens";

  /** Gauge: calls of a worker process that wait for a rate-limit token. Tag {@code source}. */
  public static final String BUDGET_WAITING = "relay.worker.budget.waiting.calls";

  /** Gauge: events that wait in the queue. Tag {@code source}. */
  public static final String QUEUE_DEPTH = "relay.queue.depth";

  /** Gauge: size of the events that wait. Tag {@code source}. */
  public static final String QUEUE_BYTES = "relay.queue.size.bytes";

  /**
   * Gauge: users of the queue. Tags {@code source} and {@code state}: due, claimed, retrying or
   * parked.
   */
  public static final String QUEUE_USERS = "relay.queue.users";

  /** Gauge: age of the oldest event that waits. Tag {@code source}. */
  public static final String OLDEST_AGE = "relay.queue.oldest.age";

  /** Gauge: age of the oldest event whose user is due, so that it waits for a worker. */
  public static final String OLDEST_DUE_AGE = "relay.queue.oldest.due.age";

  /** Gauge: dead letters. Tag {@code source}. */
  public static final String DEAD_LETTERS = "relay.queue.dead.letters";

  /** Gauge: size of the dead letters. Tag {@code source}. */
  public static final String DEAD_LETTER_BYTES = "relay.queue.dead.letters.bytes";

  /** Gauge: dead letters of events that no workflow is mapped for. Tag {@code source}. */
  public static final String UNMAPPED = "relay.queue.unmapped.dead.letters";

  /**
   * Counter: dead letters that were evicted because of a bound. Tags {@code source}, {@code kind}:
   * failed or unmapped.
   */
  public static final String EVICTED = "relay.queue.dead.letters.evicted";

  /**
   * Counter: violations of the queue's invariants that an audit or a claim found. Tag {@code
   * source}.
   */
  public static final String VIOLATIONS = "relay.queue.violations";

  /** Gauge: tokens per second that flow into the rate budget. Tags as {@link #BUDGET_LIMIT}. */
  public static final String SHARED_BUDGET_LIMIT = "relay.queue.budget.tokens.per.second";

  /** Gauge: tokens believed left in the rate budget. Tags as {@link #BUDGET_LIMIT}. */
  public static final String SHARED_BUDGET_LEFT = "relay.queue.budget.left.tokens";

  /** Counter: tokens that the rate budget granted. Tags as {@link #BUDGET_LIMIT}. */
  public static final String SHARED_BUDGET_GRANTED = "relay.queue.budget.granted.tokens";

  /** Gauge: worker processes that serve a source and reported lately. Tag {@code source}. */
  public static final String LIVE_WORKERS = "relay.queue.live.workers";

  /** Gauge: how many worker processes would help. Tag {@code source}. */
  public static final String DESIRED_REPLICAS = "relay.desired.replicas";

  /** Gauge: memory that Redis uses, as a ratio of its maxmemory; 0 if it has no limit. */
  public static final String REDIS_MEMORY = "relay.redis.memory.ratio";

  /** Gauge: how long ago Redis' append-only file was last seen on disk; NaN without a file. */
  public static final String REDIS_FSYNC_AGE = "relay.redis.fsync.age";

  /** Counter: changes of the configuration file that were refused. */
  public static final String CONFIG_REFUSED = "relay.config.reload.failures";

  /** Gauge: 1 while the process runs with the present configuration file, else 0. */
  public static final String CONFIG_VALID = "relay.config.valid";

  /**
   * Gauge: 1 if {@code /health/ready} had the answer 200 when it was last looked at, else 0; NaN
   * before the first look. Tag {@code role}: ingest or worker.
   */
  public static final String READY = "relay.ready";

  private Metrics() {}
}
