package dev.segmentnovu.config;

import dev.segmentnovu.config.access.AdminAccess;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The configuration. {@code config.setting} describes the settings that it is made of.
 *
 * @param redis where the queue is stored; null lets all-in-one mode start its own Redis
 * @param queue how the queue works
 * @param ingest the port that takes events in
 * @param admin the port for operators
 * @param ops the worker's port for health and metrics
 * @param alerts the receivers of alerts, and the limits that trigger alerts
 * @param sources at least one
 */
public record RelayConfig(
    @Nullable Redis redis,
    Queue queue,
    Ingest ingest,
    Admin admin,
    Ops ops,
    Alerts alerts,
    List<Source> sources) {

  public RelayConfig {
    sources = List.copyOf(sources);
  }

  /** The same with other sources. */
  public RelayConfig withSources(List<Source> others) {
    return new RelayConfig(redis, queue, ingest, admin, ops, alerts, others);
  }

  /** The names of all sources, in the order of the file. */
  public List<String> sourceNames() {
    return sources.stream().map(Source::name).toList();
  }

  /** The source of this name; empty if there is none. */
  public Optional<Source> source(String name) {
    return sources.stream().filter(each -> each.name().equals(name)).findFirst();
  }

  /**
   * Where the queue is stored.
   *
   * @param address the server or servers
   * @param durability what an accepted event waits for
   */
  public record Redis(RedisAddress address, Durability durability) {}

  /**
   * What an accepted event waits for, beyond Redis's own reply: replicas that have it too, so that
   * it survives a failover, and disks that have it, so that it survives a power cut.
   *
   * @param replicas how many must have it; 0 to wait for none
   * @param fsync whether they and the primary must have it on disk
   * @param timeout how long all this may take, in whole ms, above zero; then ingest refuses the
   *     event
   */
  public record Durability(int replicas, boolean fsync, Duration timeout) {
    /** Waits for nothing; the timeout has no effect then. */
    public static final Durability NONE = new Durability(0, false, Duration.ofMillis(500));

    /** Whether there is anything to wait for. */
    public boolean waits() {
      return fsync || replicas > 0;
    }
  }

  /**
   * How the queue works.
   *
   * @param shards parts of each source's queue, from 1 to 256; all processes must agree
   * @param lease how long a worker may be silent before it loses its users to other workers; by
   *     {@link #BESIDE_CALLS} longer than {@code Novu.timeout} of any source
   * @param deduplication how long a message id is remembered at least, and at most twice as long
   * @param claimEvents events of one user that a worker claims at once, at least 1
   * @param maxClaims how often one event is claimed without any result, because its workers crash
   *     or cannot handle it, before it is a dead letter; at least 1
   * @param failures bounds of the dead letters, those of unmapped events excepted
   * @param unmapped bounds of the dead letters of events without a workflow
   * @param maxEventAge an event that has waited longer is a dead letter and is not sent
   * @param poll how often a worker looks for work without a hint; less often while nothing is
   *     queued
   * @param deliveries how many finished events each source remembers for operators; 0 for none
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
      Duration poll,
      int deliveries) {
    /** What a lease covers beside the calls for one event: the claim and the settlement. */
    public static final Duration BESIDE_CALLS = Duration.ofSeconds(3);
  }

  /** What happens when the dead letters of a source are at a bound. */
  public enum AtBound {
    /** The oldest make room. */
    EVICT_OLDEST,
    /** The source stands still until some are replayed, deleted or too old. */
    BLOCK
  }

  /**
   * How many dead letters of a kind each source keeps.
   *
   * @param count how many
   * @param bytes their size
   * @param age older ones are evicted, whatever {@code atBound} says
   * @param atBound what happens at {@code count} and {@code bytes}
   */
  public record Bounds(long count, long bytes, Duration age, AtBound atBound) {}

  /**
   * The port that takes events in.
   *
   * @param host address to listen on
   * @param port 0 for any free one
   * @param webhook limits of a request of Segment's Webhooks destinations
   * @param tracking limits of a request of an SDK
   * @param memoryPercent how much of its memory Redis may use before ingest refuses events, 1 to
   *     100
   * @param inFlight how much ingest handles at once
   * @param tls its certificate, or null for plain HTTP
   */
  public record Ingest(
      String host,
      int port,
      BodyLimits webhook,
      BodyLimits tracking,
      int memoryPercent,
      InFlight inFlight,
      @Nullable TlsFiles tls) {}

  /**
   * What an ingest process handles at once; it refuses more, and clients send it again later.
   *
   * @param requests requests that are read or wait for Redis, at least 1
   * @param bytes the size of their bodies: as sent, as unpacked and as stored; at least what one
   *     request of the largest size needs
   * @param connections open connections, at least 1; one more is closed at once
   * @param readTimeout how long a client may take to send the body of a request
   */
  public record InFlight(int requests, long bytes, int connections, Duration readTimeout) {}

  /**
   * The port for operators.
   *
   * @param host address to listen on; any other than loopback needs a token
   * @param port 0 for any free one
   * @param access who may call it
   * @param tls its certificate, or null for plain HTTP
   */
  public record Admin(String host, int port, AdminAccess access, @Nullable TlsFiles tls) {

    /** The same with other callers. */
    public Admin with(AdminAccess other) {
      return new Admin(host, port, other, tls);
    }
  }

  /**
   * The worker's port for health and metrics.
   *
   * @param host address to listen on
   * @param port 0 for any free one
   * @param tls its certificate, or null for plain HTTP
   */
  public record Ops(String host, int port, @Nullable TlsFiles tls) {}

  /**
   * A stream of events and where it goes.
   *
   * @param name lower-case letters, digits, {@code -} and {@code _}
   * @param writeKeys what SDKs present; if empty, ingest refuses all SDKs
   * @param sharedSecrets what webhooks are signed with, several while one is rotated; if empty,
   *     ingest refuses all webhooks
   * @param novu where the events go
   * @param mapping how its events become calls to Novu
   * @param retry when a failed delivery is tried again
   * @param ordering whether a user's events wait for each other
   * @param concurrency how many calls a worker makes at once
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
  }

  /** Whether a user's events wait for each other. */
  public enum Ordering {
    /** They reach Novu in the order in which ingest accepted them. */
    PER_USER,
    /** They may overtake each other; a failing event delays no other. */
    NONE
  }

  /**
   * How many calls for a source a worker makes at once.
   *
   * @param min the fewest, whatever Novu answers; at least 1
   * @param max the most; not below {@code min}
   */
  public record Concurrency(int min, int max) {}

  /**
   * An environment of Novu.
   *
   * @param url without a path: {@code https://api.novu.co}, {@code https://eu.api.novu.co}, or a
   *     self-hosted one
   * @param apiKey the environment's secret key; empty in a process that does not deliver
   * @param timeout how long the calls of one attempt at an event may take in all
   * @param limits ceilings below Novu's own rate limits
   */
  public record Novu(URI url, Secret apiKey, Duration timeout, Limits limits) {

    /** The same environment at another address. */
    public Novu withUrl(URI other) {
      return new Novu(other, apiKey, timeout, limits);
    }

    /** Identifies the environment and key without revealing the key: 16 digits of a hash. */
    public String fingerprint() {
      byte[] text = (url + " " + apiKey.value()).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(Sha256.begin().digest(text), 0, 8);
    }
  }

  /**
   * The most calls a second that all workers together make, by Novu's categories; null for as many
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

    /** The ceilings that are set, by Novu's names of the categories. */
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
   * When a failed delivery is tried again: after a random backoff between zero and a bound that
   * doubles from {@code initial} to {@code max}, until {@code window} after the first attempt.
   */
  public record Retry(Duration initial, Duration max, Duration window) {}
}
