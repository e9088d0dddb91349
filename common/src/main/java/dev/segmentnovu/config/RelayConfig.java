package dev.segmentnovu.config;

import dev.segmentnovu.config.read.DefaultConfig;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
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

  public RelayConfig {
    sources = List.copyOf(sources);
  }

  /**
   * What holds where nothing is set: {@code relay-defaults.yaml} with no environment. Its one
   * source has no keys.
   */
  public static RelayConfig defaults() {
    return DefaultConfig.CONFIG;
  }

  /** The names of all sources, in the order of the file. */
  public List<String> sourceNames() {
    return sources.stream().map(Source::name).toList();
  }

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
    /** Waits for nothing; the timeout is of no use then. */
    public static final Durability NONE = new Durability(0, false, Duration.ofMillis(500));

    /**
     * Redis's own timeout and this must end within the 5 s Segment gives a webhook, and so must
     * this twice: an event may wait for those ahead of it.
     */
    public static final Duration LONGEST = Duration.ofSeconds(2);

    /**
     * Where nothing else is set: with {@code appendfsync everysec} a disk has an event up to a
     * second later, and a replica tells of its disk once a second.
     */
    public static final Duration FSYNC_TIMEOUT = LONGEST;

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
   * @param deduplication how long a message id is remembered at least; at most it is twice that
   * @param claimEvents events taken of a user at once, at least 1
   * @param maxClaims how often one event is claimed with nothing learnt of it, because its workers
   *     die of it or cannot handle it, before it is a dead letter; at least 1
   * @param failures bounds of the dead letters, those of unmapped events excepted
   * @param unmapped bounds of the dead letters of events that no workflow is mapped for
   * @param maxEventAge an event that has waited longer is a dead letter, unsent
   * @param poll how often a worker looks for work without a hint; more rarely while nothing is
   *     queued
   */
  public record Queue(
      int shards,
      Duration lease,
      Duration deduplication,
      int claimEvents,
      int maxClaims,
      Bounds failures,
      Bounds unmapped,
      Duration maxEventAge,
      Duration poll) {
    /** What a lease is for beside the calls for one event: the claim and the settlement. */
    public static final Duration BESIDE_CALLS = Duration.ofSeconds(3);
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
  public record Bounds(long count, long bytes, Duration age, AtBound atBound) {}

  /**
   * The port events come in by.
   *
   * @param host address to listen on
   * @param port 0 for any free one
   * @param webhook what a request of Segment's Webhooks destinations may hold
   * @param tracking what a request of an SDK may hold
   * @param memoryPercent of its memory that Redis may use before events are refused, 1 to 100
   * @param inFlight how much is taken in at once
   */
  public record Ingest(
      String host,
      int port,
      BodyLimits webhook,
      BodyLimits tracking,
      int memoryPercent,
      InFlight inFlight) {

    /** The same on another address. */
    public Ingest at(String otherHost, int otherPort) {
      return new Ingest(otherHost, otherPort, webhook, tracking, memoryPercent, inFlight);
    }

    /** The same with other bounds of what is in flight. */
    public Ingest with(InFlight other) {
      return new Ingest(host, port, webhook, tracking, memoryPercent, other);
    }
  }

  /**
   * What an ingest process takes in at once; what is more is refused, to be sent again later.
   *
   * @param requests read, or waiting for Redis, at least 1
   * @param bytes of their bodies, as sent, unpacked and as stored; at least what one request of the
   *     largest size needs
   * @param connections open, at least 1; one more is closed at once
   * @param readTimeout how long a client may take to send a request, or be silent before one
   */
  public record InFlight(int requests, long bytes, int connections, Duration readTimeout) {}

  /**
   * The port operators use.
   *
   * @param host address to listen on; other than loopback only with a token
   * @param port 0 for any free one
   * @param token what callers must present, or null for none
   */
  public record Admin(String host, int port, @Nullable Secret token) {}

  /**
   * The worker's port for health and metrics.
   *
   * @param host address to listen on
   * @param port 0 for any free one
   */
  public record Ops(String host, int port) {}

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
   * @param ordering whether a user's events wait for each other
   * @param concurrency how many calls a worker makes at the same time
   * @param admission which requests and events ingest accepts
   */
  public record Source(
      String name,
      List<Secret> writeKeys,
      List<Secret> sharedSecrets,
      Novu novu,
      Mapping mapping,
      Retry retry,
      Ordering ordering,
      Concurrency concurrency,
      AdmissionRules admission) {

    public Source {
      writeKeys = List.copyOf(writeKeys);
      sharedSecrets = List.copyOf(sharedSecrets);
    }

    /** A source that has the defaults for all else. */
    public Source(
        String name,
        List<Secret> writeKeys,
        List<Secret> sharedSecrets,
        Novu novu,
        Mapping mapping,
        Retry retry) {
      this(
          name,
          writeKeys,
          sharedSecrets,
          novu,
          mapping,
          retry,
          DefaultConfig.SOURCE.ordering(),
          DefaultConfig.SOURCE.concurrency(),
          DefaultConfig.SOURCE.admission());
    }

    /** The same, which skips unchanged identifies for so long unless it says how long itself. */
    public Source skippingUnchanged(Duration time) {
      return new Source(
          name,
          writeKeys,
          sharedSecrets,
          novu,
          mapping.skippingUnchanged(time),
          retry,
          ordering,
          concurrency,
          admission);
    }

    /** The same with another environment of Novu. */
    public Source with(Novu other) {
      return new Source(
          name, writeKeys, sharedSecrets, other, mapping, retry, ordering, concurrency, admission);
    }

    /** The same with another concurrency. */
    public Source with(Concurrency other) {
      return new Source(
          name, writeKeys, sharedSecrets, novu, mapping, retry, ordering, other, admission);
    }

    /** The same with another ordering. */
    public Source with(Ordering other) {
      return new Source(
          name, writeKeys, sharedSecrets, novu, mapping, retry, other, concurrency, admission);
    }

    /** The same with another admission. */
    public Source with(AdmissionRules other) {
      return new Source(
          name, writeKeys, sharedSecrets, novu, mapping, retry, ordering, concurrency, other);
    }
  }

  /** Whether a user's events wait for each other. */
  public enum Ordering {
    /** They reach Novu in the order they were accepted. */
    PER_USER,
    /** They may overtake each other; a failing one delays none. */
    NONE
  }

  /**
   * How many calls a worker makes for a source at the same time.
   *
   * @param min at least so many, however Novu answers; at least 1
   * @param max at most so many; not below {@code min}
   */
  public record Concurrency(int min, int max) {}

  /**
   * An environment of Novu.
   *
   * @param url without a path: {@code https://api.novu.co}, {@code https://eu.api.novu.co}, or a
   *     self-hosted one
   * @param apiKey the environment's secret key; empty in a process that does not deliver
   * @param timeout how long the calls for one attempt at an event may take in all
   * @param limits ceilings below Novu's own rate limits
   */
  public record Novu(URI url, Secret apiKey, Duration timeout, Limits limits) {

    /** An environment without ceilings. */
    public Novu(URI url, Secret apiKey, Duration timeout) {
      this(url, apiKey, timeout, Limits.NONE);
    }

    /**
     * Tells one environment and key from another without giving the key away: 16 digits of a hash.
     */
    public String fingerprint() {
      byte[] text = (url + " " + apiKey.value()).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(Sha256.begin().digest(text), 0, 8);
    }
  }

  /**
   * Calls a second, by Novu's categories, that all workers together make at most; null for as many
   * as Novu allows.
   *
   * @param trigger triggers of workflows
   * @param configuration subscribers, topics and push credentials
   * @param global all the rest
   */
  public record Limits(
      @Nullable Integer trigger, @Nullable Integer configuration, @Nullable Integer global) {
    /** No ceiling. */
    public static final Limits NONE = new Limits(null, null, null);

    /** The ceilings there are, by Novu's names of the categories. */
    public Map<String, Double> byCategory() {
      Map<String, Double> ceilings = new HashMap<>();
      put(ceilings, "trigger", trigger);
      put(ceilings, "configuration", configuration);
      put(ceilings, "global", global);
      return ceilings;
    }

    private static void put(Map<String, Double> all, String category, @Nullable Integer ceiling) {
      if (ceiling != null) {
        all.put(category, ceiling.doubleValue());
      }
    }
  }

  /**
   * How failed deliveries are tried again: full jitter between zero and a bound that doubles from
   * {@code initial} to {@code max}, until {@code window} after the first attempt.
   */
  public record Retry(Duration initial, Duration max, Duration window) {}
}
