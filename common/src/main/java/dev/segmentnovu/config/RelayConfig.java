package dev.segmentnovu.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that can be set.
 *
 * @param redis where the queue lives; null lets all-in-one mode start its own
 * @param queue how the queue works
 * @param ingest the port events come in by
 * @param admin the port operators use
 * @param ops the worker's port for health and metrics
 * @param sources at least one
 */
public record RelayConfig(
    @Nullable Redis redis, Queue queue, Ingest ingest, Admin admin, Ops ops, List<Source> sources) {

  /**
   * Where the queue lives.
   *
   * @param address the server or servers
   * @param durability what an accepted event waits for
   */
  public record Redis(RedisAddress address, Durability durability) {}

  /**
   * What an accepted event waits for, beyond Redis's own answer: replicas that have it too, so that
   * it outlives a failover, and disks that have it, so that it outlives a power cut.
   *
   * @param replicas how many must have it; 0 to wait for none
   * @param fsync whether to have it means to have it on disk; then the primary must too
   * @param timeout how long all this may take, in whole ms, above zero; after it the event is
   *     refused
   */
  public record Durability(int replicas, boolean fsync, Duration timeout) {
    /** Waits for nothing. */
    public static final Durability DEFAULT = new Durability(0, false, Duration.ofMillis(500));

    /**
     * Redis's own timeout and this must end within the 5 s Segment gives a webhook, and so must
     * this twice: an event may wait for those ahead of it.
     */
    static final Duration LONGEST = Duration.ofSeconds(2);

    /**
     * Where nothing else is set: with {@code appendfsync everysec} a disk has an event up to a
     * second later, and a replica tells of its disk once a second.
     */
    static final Duration FSYNC_TIMEOUT = LONGEST;

    /** Whether there is anything to wait for. */
    public boolean waits() {
      return fsync || replicas > 0;
    }
  }

  /**
   * How the queue works.
   *
   * @param shards parts of each source's queue, from 1 to 256; all processes must agree
   * @param lease how long a worker may stay silent before its users are another's; by {@link
   *     #BESIDE_CALLS} longer than any source's {@code Novu.timeout}
   * @param deduplication how long a message id is remembered
   * @param claimEvents events taken of a user at once, at least 1
   * @param concurrency users of one source a worker delivers for at the same time, at least 1
   * @param maxClaims how often one event is claimed with nothing learnt of it, because its workers
   *     die of it or cannot handle it, before it is a dead letter; at least 1
   * @param failures bounds of the dead letters, those of unmapped events excepted
   * @param unmapped bounds of the dead letters of events that no workflow is mapped for
   * @param maxEventAge an event that has waited longer is a dead letter, unsent
   * @param poll how often a worker looks for work without a hint
   */
  public record Queue(
      int shards,
      Duration lease,
      Duration deduplication,
      int claimEvents,
      int concurrency,
      int maxClaims,
      Bounds failures,
      Bounds unmapped,
      Duration maxEventAge,
      Duration poll) {
    /** What a lease is for beside the calls for one event: the claim and the settlement. */
    public static final Duration BESIDE_CALLS = Duration.ofSeconds(3);

    /**
     * One shard; 60 s lease; 1 h de-duplication; 10 events of up to 64 users; 5 claims; a look each
     * second.
     */
    public static final Queue DEFAULT =
        new Queue(
            1,
            Duration.ofSeconds(60),
            Duration.ofHours(1),
            10,
            64,
            5,
            Bounds.FAILURES,
            Bounds.UNMAPPED,
            Duration.ofDays(7),
            Duration.ofSeconds(1));
  }

  /** What is done when dead letters are at a bound. */
  public enum AtBound {
    /** The oldest make room. */
    EVICT_OLDEST,
    /** The source stands still until letters are replayed or deleted, or come of age. */
    BLOCK
  }

  /**
   * How many dead letters of a kind each source keeps.
   *
   * @param count letters
   * @param bytes their size
   * @param age older ones are evicted, whatever {@code atBound} says
   * @param atBound what happens at {@code count} and {@code bytes}
   */
  public record Bounds(long count, long bytes, Duration age, AtBound atBound) {
    /** 100,000 letters, 512 MiB, 30 days; the oldest make room. */
    public static final Bounds FAILURES =
        new Bounds(100_000, 512L << 20, Duration.ofDays(30), AtBound.EVICT_OLDEST);

    /** 10,000 letters, 64 MiB, 7 days; the oldest make room. */
    public static final Bounds UNMAPPED =
        new Bounds(10_000, 64L << 20, Duration.ofDays(7), AtBound.EVICT_OLDEST);
  }

  /**
   * The port events come in by.
   *
   * @param host address to listen on
   * @param port 0 for any free one
   * @param maxEventBytes largest event, Segment's limit is 32 KB
   * @param maxBatchBytes largest body once unpacked, Segment's limit is 500 KB
   * @param maxBatchEvents most events in a body, Segment's limit is 2,500
   * @param memoryPercent of its memory that Redis may use before events are refused, 1 to 100
   * @param inFlight how much is taken in at once
   */
  public record Ingest(
      String host,
      int port,
      int maxEventBytes,
      int maxBatchBytes,
      int maxBatchEvents,
      int memoryPercent,
      InFlight inFlight) {
    /** All addresses, port 8080, Segment's own limits. */
    public static final Ingest DEFAULT =
        new Ingest("0.0.0.0", 8080, 32 * 1024, 500 * 1024, 2_500, 80, InFlight.DEFAULT);
  }

  /**
   * What an ingest process takes in at once; what is more is refused, to be sent again later.
   *
   * @param requests read, or waiting for Redis, at least 1
   * @param bytes of their bodies, as sent and unpacked; at least twice {@code maxBatchBytes}
   * @param connections open, at least 1; one more is closed at once
   * @param readTimeout how long a client may take to send a request, or be silent before one
   */
  public record InFlight(int requests, long bytes, int connections, Duration readTimeout) {
    /** 2,000 requests of 32 MiB in all on 10,000 connections; 20 s to send one. */
    public static final InFlight DEFAULT =
        new InFlight(2_000, 32L << 20, 10_000, Duration.ofSeconds(20));
  }

  /**
   * The port operators use.
   *
   * @param host address to listen on; other than loopback only with a token
   * @param port 0 for any free one
   * @param token what callers must present, or null for none
   */
  public record Admin(String host, int port, @Nullable Secret token) {
    /** Loopback, port 8081, no token. */
    public static final Admin DEFAULT = new Admin("127.0.0.1", 8081, null);
  }

  /**
   * The worker's port for health and metrics.
   *
   * @param host address to listen on
   * @param port 0 for any free one
   */
  public record Ops(String host, int port) {
    /** All addresses, port 8082. */
    public static final Ops DEFAULT = new Ops("0.0.0.0", 8082);
  }

  /**
   * One stream of events and where it goes.
   *
   * @param name lower-case letters, digits, {@code -} and {@code _}
   * @param writeKeys what SDKs present; none: no SDK is let in
   * @param sharedSecrets what webhooks are signed with, several while one is rotated; none: no
   *     webhook is let in
   * @param novu where events go
   * @param mapping what its events mean to Novu
   * @param retry how failed deliveries are tried again
   */
  public record Source(
      String name,
      List<Secret> writeKeys,
      List<Secret> sharedSecrets,
      Novu novu,
      Mapping mapping,
      Retry retry) {}

  /**
   * An environment of Novu.
   *
   * @param url without a path: {@code https://api.novu.co}, {@code https://eu.api.novu.co}, or a
   *     self-hosted one
   * @param apiKey the environment's secret key
   * @param timeout how long the calls for one attempt at an event may take in all
   */
  public record Novu(URI url, Secret apiKey, Duration timeout) {
    /** Novu's cloud in the United States. */
    public static final URI DEFAULT_URL = URI.create("https://api.novu.co");

    /** Novu answers after 30 s when its own database is away; longer than that says no more. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(35);
  }

  /**
   * How failed deliveries are tried again: full jitter between zero and a bound that doubles from
   * {@code initial} to {@code max}, until {@code window} after the first attempt.
   */
  public record Retry(Duration initial, Duration max, Duration window) {
    /** 1 s, doubling to 1 h, for 24 h. */
    public static final Retry DEFAULT =
        new Retry(Duration.ofSeconds(1), Duration.ofHours(1), Duration.ofHours(24));
  }
}
