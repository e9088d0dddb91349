package dev.segmentnovu.relay.cli.imports;

import dev.segmentnovu.event.EventType;
import dev.segmentnovu.relay.cli.imports.EventLines.Line;
import dev.segmentnovu.relay.cli.imports.ImportCounts.Fault;
import dev.segmentnovu.relay.cli.imports.LineCheck.Valid;
import dev.segmentnovu.relay.cli.terminal.Progress;
import dev.segmentnovu.relay.runtime.Pause;
import dev.segmentnovu.relay.runtime.exit.CannotRunException;
import dev.segmentnovu.relay.runtime.exit.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Sends the events of a file in order, in batches, and notes how far it is. */
final class ImportRun {

  /**
   * How to send.
   *
   * @param types of the events to send; empty for all
   * @param mostEvents of a batch
   * @param mostBytes of a batch
   * @param mostEventBytes of an event
   * @param perSecond events
   */
  record Limits(
      Set<EventType> types, int mostEvents, int mostBytes, int mostEventBytes, int perSecond) {}

  private final Limits limits;
  private final IngestClient client;
  private final Progress progress;
  private final long total;
  private final ImportCounts counts = new ImportCounts();
  private long accepted;
  private long lines;
  private Batch batch = Batch.empty();

  /**
   * A run.
   *
   * @param total lines of the input; negative if it is not known
   */
  ImportRun(Limits limits, IngestClient client, Progress progress, long total) {
    this.limits = limits;
    this.client = client;
    this.progress = progress;
    this.total = total;
  }

  /**
   * Counts what would be sent after the lines of {@code begin}, without sending anything.
   *
   * @throws CannotRunException if the lines of {@code begin} have changed
   */
  static Scan scan(EventLines lines, Limits limits, ImportState begin) throws IOException {
    skip(lines, begin);
    var counts = new ImportCounts();
    long last = begin.lines();
    for (Line line = lines.next(); line != null; line = lines.next()) {
      last = line.number();
      var unused = isToSend(line, limits, counts);
    }
    return new Scan(counts, last);
  }

  /**
   * What is in a file.
   *
   * @param counts of the lines that are not done
   * @param lines of the whole file
   */
  record Scan(ImportCounts counts, long lines) {}

  /** What was found and refused in this run. */
  ImportCounts counts() {
    return counts;
  }

  /** How many lines are done, those of earlier runs included. */
  long lines() {
    return lines;
  }

  /** How many events the relay has accepted in this run. */
  long accepted() {
    return accepted;
  }

  /**
   * Sends all lines after those of {@code begin}.
   *
   * @param file of the state; null to keep none
   */
  void send(EventLines input, ImportState begin, @Nullable Path file) throws IOException {
    skip(input, begin);
    var pace = new Pace(limits.perSecond(), System.nanoTime());
    progress.update(begin.lines(), total);
    long done = begin.lines();
    // the hash of the lines before the one that is read next
    String hash = input.hash();
    for (Line line = input.next(); line != null; line = input.next()) {
      boolean isToSend = isToSend(line, limits, counts);
      if (isToSend && !batch.hasRoom(line, limits.mostEvents(), limits.mostBytes())) {
        flush(pace);
        note(begin.after(done, hash, false), file);
      }
      if (isToSend) {
        batch.add(line);
      }
      done = line.number();
      hash = input.hash();
    }
    flush(pace);
    note(begin.after(done, hash, true), file);
  }

  /** Passes over the lines that are done, and makes sure that they are still the same. */
  private static void skip(EventLines lines, ImportState begin) throws IOException {
    for (long i = 0; i < begin.lines(); i++) {
      if (lines.next() == null) {
        break;
      }
    }
    if (begin.lines() > 0 && !lines.hash().equals(begin.hash())) {
      throw new CannotRunException(
          ExitCode.FAILED,
          "The first "
              + begin.lines()
              + " lines are not those that were imported before. Import the file as it was, name"
              + " another file with --state, or begin again with --restart");
    }
  }

  private static boolean isToSend(Line line, Limits limits, ImportCounts counts) {
    if (line.isBlank()) {
      return false;
    }
    return LineCheck.of(line.bytes(), limits.mostEventBytes())
        .match(
            valid -> isWanted(valid, limits, counts),
            invalid -> {
              counts.add(
                  new Fault(line.number(), invalid.refusal().code(), invalid.refusal().message()));
              return false;
            });
  }

  private static boolean isWanted(Valid event, Limits limits, ImportCounts counts) {
    boolean isWanted = limits.types().isEmpty() || limits.types().contains(event.type());
    if (isWanted) {
      counts.add(event);
    } else {
      counts.leaveOut();
    }
    return isWanted;
  }

  private void flush(Pace pace) {
    if (batch.events() == 0) {
      return;
    }
    Pause.of(pace.pause(System.nanoTime()));
    pace.sent(batch.events(), System.nanoTime());
    List<Fault> faults = client.send(batch);
    faults.forEach(counts::add);
    accepted += batch.events() - faults.size();
    batch = Batch.empty();
  }

  private void note(ImportState state, @Nullable Path file) throws IOException {
    lines = state.lines();
    if (file != null) {
      state.write(file);
    }
    progress.update(state.lines(), total);
  }
}
