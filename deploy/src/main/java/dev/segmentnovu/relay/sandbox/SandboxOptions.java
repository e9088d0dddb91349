package dev.segmentnovu.relay.sandbox;

import dev.segmentnovu.config.Secret;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a sandbox Novu is set up.
 *
 * @param host address to listen on; whoever reaches it can read all that the sandbox received
 * @param port 0 for any free one
 * @param apiKey the only key let in, or null for any
 * @param workflows the workflows that exist, or null for all names
 * @param inactive workflows that exist and are switched off: their triggers are answered with
 *     {@code trigger_not_active}
 * @param keep how many of the latest requests are kept, at least 1
 * @param keepBytes how many bytes of their bodies are kept
 */
public record SandboxOptions(
    String host,
    int port,
    @Nullable Secret apiKey,
    @Nullable Set<String> workflows,
    Set<String> inactive,
    int keep,
    long keepBytes) {

  /** How many requests are kept unless told otherwise. */
  public static final int DEFAULT_KEEP = 10_000;

  private static final long DEFAULT_KEEP_BYTES = 64L << 20;

  /**
   * Copies the sets.
   *
   * @throws IllegalArgumentException if {@code port} is not 0 to 65535 or {@code keep} is not
   *     positive
   */
  public SandboxOptions {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port must be 0 to 65535, not " + port);
    }
    if (keep < 1) {
      throw new IllegalArgumentException("keep must be at least 1, not " + keep);
    }
    workflows = workflows == null ? null : Set.copyOf(workflows);
    inactive = Set.copyOf(inactive);
  }

  /** Any API key, any workflow, on {@code port} of loopback. */
  public static SandboxOptions onPort(int port) {
    return new SandboxOptions(
        "127.0.0.1", port, null, null, Set.of(), DEFAULT_KEEP, DEFAULT_KEEP_BYTES);
  }

  /** The same on another address. */
  public SandboxOptions withHost(String address) {
    return new SandboxOptions(address, port, apiKey, workflows, inactive, keep, keepBytes);
  }

  /** The same with these workflows and no others. */
  public SandboxOptions withWorkflows(String... names) {
    return new SandboxOptions(host, port, apiKey, Set.of(names), inactive, keep, keepBytes);
  }

  /** The same with these workflows switched off. */
  public SandboxOptions withInactive(String... names) {
    return new SandboxOptions(host, port, apiKey, workflows, Set.of(names), keep, keepBytes);
  }

  /** The same with only this key let in. */
  public SandboxOptions withApiKey(String key) {
    return new SandboxOptions(host, port, new Secret(key), workflows, inactive, keep, keepBytes);
  }

  /** The same with so many requests kept. */
  public SandboxOptions withKeep(int requests) {
    return new SandboxOptions(host, port, apiKey, workflows, inactive, requests, keepBytes);
  }

  /** The same with every request kept, for as long as there is memory. */
  public SandboxOptions withKeepAll() {
    return new SandboxOptions(
        host, port, apiKey, workflows, inactive, Integer.MAX_VALUE, Long.MAX_VALUE);
  }

  boolean knows(String workflow) {
    return workflows == null || workflows.contains(workflow) || inactive.contains(workflow);
  }
}
