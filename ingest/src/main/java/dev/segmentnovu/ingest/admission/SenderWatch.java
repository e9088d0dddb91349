package dev.segmentnovu.ingest.admission;

import dev.segmentnovu.event.intake.Refusal;
import dev.segmentnovu.queue.control.Senders;
import dev.segmentnovu.queue.control.Senders.Refused;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Watches whether requests prove where they come from, so that an operator sees a wrong secret or
 * write key. It keeps one record for each configured source, and one for requests that name none.
 * Thread-safe.
 */
public final class SenderWatch {

  private final Map<String, Watched> sources = new ConcurrentHashMap<>();
  private final Watched unknown = new Watched();

  /** What is known of those who send to one source, guarded by its lock. */
  private static final class Watched {
    private @Nullable Instant provenAt;
    private @Nullable Refused refused;

    synchronized void proven(Instant at) {
      provenAt = at;
      refused = null;
    }

    synchronized void refused(Refusal refusal, Instant at) {
      Refused before = refused;
      refused =
          new Refused(
              refusal.code(),
              refusal.message(),
              before == null ? 1 : before.count() + 1,
              before == null ? at : before.since(),
              at);
    }

    synchronized Senders report(@Nullable String source) {
      return new Senders(source, provenAt, refused);
    }
  }

  SenderWatch() {}

  /**
   * A webhook has proved that it comes from a source: requests that were refused before no longer
   * count.
   *
   * @param source a configured source
   */
  public void proven(String source, Instant at) {
    sources.computeIfAbsent(source, unused -> new Watched()).proven(at);
  }

  /**
   * A request was refused because it does not prove where it comes from.
   *
   * @param source a configured source; null if the request names none
   */
  public void refused(@Nullable String source, Refusal refusal, Instant at) {
    Watched watched =
        source == null ? unknown : sources.computeIfAbsent(source, unused -> new Watched());
    watched.refused(refusal, at);
  }

  /** What is known now, of each source that anybody sent to, and of no source. */
  public List<Senders> report() {
    List<Senders> all = new ArrayList<>();
    sources.forEach((source, watched) -> all.add(watched.report(source)));
    all.add(unknown.report(null));
    return all;
  }
}
