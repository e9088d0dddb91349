package dev.segmentnovu.sandbox.environment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.config.Secret;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The setup of a sandbox Novu. Immutable; each {@code with…} returns a changed copy.
 *
 * @param host address to listen on; everybody who can connect to it can read all that the sandbox
 *     received
 * @param port 0 for any free port
 * @param apiKeys the accepted keys; empty for any key
 * @param environment workflows and everything else that exists
 * @param workerDelay how long Novu's worker takes to store a trigger: until then Novu does not
 *     notice a repeated {@code transactionId}
 * @param idempotency whether the header {@code Idempotency-Key} has an effect
 * @param rateLimits null for none, as in a self-hosted Novu
 * @param keepAlive how long a connection may be idle before Novu closes it
 * @param kept how many received requests and messages the sandbox keeps
 */
public record SandboxOptions(
    String host,
    int port,
    List<Secret> apiKeys,
    NovuEnvironment environment,
    Duration workerDelay,
    boolean idempotency,
    @Nullable RateLimits rateLimits,
    Duration keepAlive,
    Kept kept) {

  /** How many requests the sandbox keeps by default. */
  public static final int DEFAULT_KEEP = 10_000;

  /**
   * The default. At a real Novu, a resend after two seconds made no second message, and ten at once
   * made ten. This is close to the longest delay that fits both.
   */
  public static final Duration DEFAULT_WORKER_DELAY = Duration.ofMillis(1_500);

  /** How long Novu keeps an idle connection open. */
  public static final Duration DEFAULT_KEEP_ALIVE = Duration.ofSeconds(61);

  private static final long DEFAULT_KEEP_BYTES = 64L << 20;

  /**
   * Bounds on what the sandbox keeps; it drops the oldest first.
   *
   * @param requests how many requests, at least 1; as many messages
   * @param bytes of the requests' bodies; as many of the messages' payloads
   */
  public record Kept(int requests, long bytes) {
    public Kept {
      if (requests < 1) {
        throw new IllegalArgumentException("keep must be at least 1, not " + requests);
      }
    }
  }

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if {@code port} is not 0 to 65535, {@code workerDelay} is
   *     negative or {@code keepAlive} is not positive
   */
  public SandboxOptions {
    apiKeys = List.copyOf(apiKeys);
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port must be 0 to 65535, not " + port);
    }
    if (workerDelay.isNegative()) {
      throw new IllegalArgumentException("the worker's delay must not be negative");
    }
    if (keepAlive.isNegative() || keepAlive.isZero()) {
      throw new IllegalArgumentException("the keep-alive must be positive");
    }
  }

  /**
   * Novu 3.19 on {@code port} of loopback, with any API key, any workflow, no rate limits and no
   * idempotency.
   */
  public static SandboxOptions onPort(int port) {
    return new SandboxOptions(
        "127.0.0.1",
        port,
        List.of(),
        NovuEnvironment.OPEN,
        DEFAULT_WORKER_DELAY,
        false,
        null,
        DEFAULT_KEEP_ALIVE,
        new Kept(DEFAULT_KEEP, DEFAULT_KEEP_BYTES));
  }

  /** The same on another address. */
  public SandboxOptions withHost(String address) {
    return new SandboxOptions(
        address, port, apiKeys, environment, workerDelay, idempotency, rateLimits, keepAlive, kept);
  }

  /** The same with only these workflows and those that another option names. */
  public SandboxOptions withWorkflows(String... names) {
    return with(environment.withWorkflows(Set.of(names)));
  }

  /** The same with these workflows switched off. */
  public SandboxOptions withInactive(String... names) {
    return with(environment.withInactive(Set.of(names)));
  }

  /** The same with a workflow that waits {@code delay} before it sends. */
  public SandboxOptions withDelayed(String workflow, Duration delay) {
    Map<String, Duration> delays = new HashMap<>(environment.delayed());
    delays.put(workflow, delay);
    return with(environment.withDelayed(delays));
  }

  /**
   * The same with a workflow that checks its payload.
   *
   * @param schema the part of JSON Schema that {@link PayloadSchema} knows
   * @throws IllegalArgumentException if {@code schema} has more than that
   */
  public SandboxOptions withPayloadSchema(String workflow, ObjectNode schema) {
    Map<String, PayloadSchema> schemas = new HashMap<>(environment.schemas());
    schemas.put(workflow, new PayloadSchema(schema));
    return with(environment.withSchemas(schemas));
  }

  /** The same with these tenants. */
  public SandboxOptions withTenants(String... identifiers) {
    return with(environment.withTenants(Set.of(identifiers)));
  }

  /** The same with only these push providers integrated. */
  public SandboxOptions withIntegrations(String... providerIds) {
    return with(environment.withIntegrations(Set.of(providerIds)));
  }

  private SandboxOptions with(NovuEnvironment other) {
    return new SandboxOptions(
        host, port, apiKeys, other, workerDelay, idempotency, rateLimits, keepAlive, kept);
  }

  /** The same with only these keys accepted. */
  public SandboxOptions withApiKeys(String... keys) {
    List<Secret> only = Stream.of(keys).map(Secret::new).toList();
    return new SandboxOptions(
        host, port, only, environment, workerDelay, idempotency, rateLimits, keepAlive, kept);
  }

  /** The same with the behaviour of another version of Novu. */
  public SandboxOptions withVersion(NovuVersion version) {
    return with(environment.withVersion(version));
  }

  /**
   * The same with ids checked, as Novu does with {@code
   * IS_SUBSCRIBER_ID_VALIDATION_DRY_RUN_ENABLED=false}.
   */
  public SandboxOptions withValidIdsOnly() {
    return with(environment.withValidIdsOnly());
  }

  /** The same with another delay of Novu's worker. */
  public SandboxOptions withWorkerDelay(Duration delay) {
    return new SandboxOptions(
        host, port, apiKeys, environment, delay, idempotency, rateLimits, keepAlive, kept);
  }

  /** The same with the effect of the header {@code Idempotency-Key}. */
  public SandboxOptions withIdempotency() {
    return new SandboxOptions(
        host, port, apiKeys, environment, workerDelay, true, rateLimits, keepAlive, kept);
  }

  /** The same with rate limits, as of Novu's cloud. */
  public SandboxOptions withRateLimits(RateLimits limits) {
    return new SandboxOptions(
        host, port, apiKeys, environment, workerDelay, idempotency, limits, keepAlive, kept);
  }

  /** The same, but idle connections close after {@code keepAlive}. */
  public SandboxOptions withKeepAlive(Duration idle) {
    return new SandboxOptions(
        host, port, apiKeys, environment, workerDelay, idempotency, rateLimits, idle, kept);
  }

  /** The same, but the sandbox keeps this many requests. */
  public SandboxOptions withKeep(int requests) {
    return with(new Kept(requests, kept.bytes()));
  }

  /** The same, but the sandbox keeps every request until memory is full. */
  public SandboxOptions withKeepAll() {
    return with(new Kept(Integer.MAX_VALUE, Long.MAX_VALUE));
  }

  private SandboxOptions with(Kept other) {
    return new SandboxOptions(
        host, port, apiKeys, environment, workerDelay, idempotency, rateLimits, keepAlive, other);
  }
}
