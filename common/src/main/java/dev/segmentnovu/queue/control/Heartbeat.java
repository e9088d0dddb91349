package dev.segmentnovu.queue.control;

import java.time.Instant;
import java.util.List;

/**
 * What a process reports about itself about once a second.
 *
 * @param name names the process: host, process id and a random part
 * @param role what it does; a process that takes events in and delivers reports twice
 * @param version of the relay
 * @param startedAt when it started
 * @param sources the sources that it serves
 * @param senders whether it believes those who send; empty in a worker
 */
public record Heartbeat(
    String name,
    Role role,
    String version,
    Instant startedAt,
    List<Source> sources,
    List<Senders> senders) {

  public Heartbeat {
    sources = List.copyOf(sources);
    senders = List.copyOf(senders);
  }

  /** A heartbeat of a process to which nobody has sent anything. */
  public Heartbeat(
      String name, Role role, String version, Instant startedAt, List<Source> sources) {
    this(name, role, version, startedAt, sources, List.of());
  }

  /** What a part of a process does. */
  public enum Role {
    /** Takes events in. */
    INGEST,
    /** Delivers events. */
    WORKER
  }

  /**
   * A source in a process.
   *
   * @param source its name
   * @param state whether the process delivers its events; running in an ingest
   * @param users how many of its users the process holds; 0 in an ingest
   * @param calls how many calls and batches to Novu are in flight; 0 in an ingest
   * @param callLimit how many may be in flight now; 0 in an ingest
   */
  public record Source(String source, SourceState state, int users, int calls, int callLimit) {

    /** A source without calls. */
    public Source(String source, SourceState state, int users) {
      this(source, state, users, 0, 0);
    }
  }

  /** The same with other sources. */
  public Heartbeat with(List<Source> others) {
    return new Heartbeat(name, role, version, startedAt, others, senders);
  }

  /** The same with other senders. */
  public Heartbeat withSenders(List<Senders> others) {
    return new Heartbeat(name, role, version, startedAt, sources, others);
  }

  /** How many users the process holds. */
  public int users() {
    return sources.stream().mapToInt(Source::users).sum();
  }
}
