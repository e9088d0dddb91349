package dev.segmentnovu.config;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The receivers of alerts, and the limits that trigger alerts. Each alert is a log line too.
 *
 * @param receivers who gets webhooks; empty for none
 * @param limits from where on something is worth an alert
 * @param repeat how often an alert is sent again while its cause lasts
 */
public record Alerts(List<Receiver> receivers, Limits limits, Duration repeat) {

  public Alerts {
    receivers = List.copyOf(receivers);
  }

  /**
   * Who gets webhooks.
   *
   * @param name lower-case letters, digits, {@code -} and {@code _}; no other receiver has it
   * @param url where they go; its path may be a secret
   * @param secret what they are signed with: {@code whsec_} and Base64
   * @param kinds which alerts; empty for all
   * @param sources of which sources, beside alerts that concern no source; empty for all
   */
  public record Receiver(
      String name, URI url, Secret secret, Set<Kind> kinds, Set<String> sources) {

    public Receiver {
      kinds = Set.copyOf(kinds);
      sources = Set.copyOf(sources);
    }

    /** Where the webhooks go, without the path: {@code https://hooks.example.com:8443}. */
    public String origin() {
      return url.getScheme() + "://" + url.getRawAuthority();
    }

    /**
     * Whether this receiver wants an alert.
     *
     * @param source the source that the alert concerns; null for none
     */
    public boolean wants(Kind kind, @Nullable String source) {
      return (kinds.isEmpty() || kinds.contains(kind))
          && (sources.isEmpty() || source == null || sources.contains(source));
    }
  }

  /**
   * From where on something is worth an alert.
   *
   * @param deadLettersPerMinute dead letters of a source in a minute, at least 1
   * @param oldestDue how long an event that is due waits for a worker
   * @param silence how long ago the last event of a source was accepted; zero to never tell
   * @param redisMemoryPercent the used part of Redis's memory, 1 to 100
   */
  public record Limits(
      long deadLettersPerMinute, Duration oldestDue, Duration silence, int redisMemoryPercent) {}

  /** The kinds of alerts. */
  public enum Kind {
    /** Novu refuses a source's key. */
    SUSPENDED("source.suspended", "source.resumed"),
    /** All calls of a source fail. */
    CIRCUIT("circuit.opened", "circuit.closed"),
    /** Many events of a source become dead letters. */
    DEAD_LETTER_RATE("dead_letters.rate_exceeded", "dead_letters.rate_recovered"),
    /** The dead letters of a source come near their bound. */
    DEAD_LETTER_BOUND("dead_letters.bound_reached", "dead_letters.bound_recovered"),
    /** Events of a source wait for a worker. */
    DELAY("queue.delayed", "queue.recovered"),
    /** No event of a source comes in. */
    SILENCE("ingest.silent", "ingest.receiving"),
    /** A process does not run with what its configuration file says. */
    CONFIGURATION("configuration.refused", "configuration.accepted"),
    /** Redis comes near its {@code maxmemory}. */
    REDIS_MEMORY("redis.memory_high", "redis.memory_recovered"),
    /** Invariants of a source's queue were found broken. */
    VIOLATIONS("queue.violations", null),
    /** A job is done, has failed or was cancelled. */
    JOB("job.finished", null);

    private final String type;
    private final @Nullable String endType;

    Kind(String type, @Nullable String endType) {
      this.type = type;
      this.endType = endType;
    }

    /** The type of the message, which also names the kind in the configuration. */
    public String type() {
      return type;
    }

    /** The type of the message at the end; the other type for what only happens. */
    public String endType() {
      return endType == null ? type : endType;
    }

    /** The kind whose message has this type; empty for none. */
    public static Optional<Kind> of(String type) {
      return Arrays.stream(values()).filter(kind -> kind.type.equals(type)).findFirst();
    }

    /** The types of all kinds, in order. */
    public static List<String> types() {
      return Arrays.stream(values()).map(Kind::type).toList();
    }
  }
}
