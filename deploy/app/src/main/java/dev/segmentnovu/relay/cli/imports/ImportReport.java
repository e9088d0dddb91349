package dev.segmentnovu.relay.cli.imports;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.relay.cli.imports.ImportCounts.Count;
import dev.segmentnovu.relay.cli.imports.ImportCounts.Fault;
import dev.segmentnovu.relay.cli.terminal.Fields;
import dev.segmentnovu.relay.cli.terminal.Screen;
import dev.segmentnovu.relay.cli.terminal.Table;
import dev.segmentnovu.relay.cli.terminal.Table.Column;
import dev.segmentnovu.relay.cli.terminal.Times;
import java.util.List;
import java.util.stream.Collectors;

/** Tells what an import found, or did. */
final class ImportReport {

  private static final int MOST_NAMES = 10;

  private final Screen screen;

  ImportReport(Screen screen) {
    this.screen = screen;
  }

  /** What is in the input, before anything is sent. */
  void found(ImportCounts counts) {
    new Fields()
        .add("To send", Times.count(counts.valid(), "event") + ": " + words(counts.types()))
        .add("Tracks", words(counts.tracks()))
        .add("Anonymous", anonymous(counts))
        .add("Left out", counts.leftOut() == 0 ? "" : Times.count(counts.leftOut(), "event"))
        .print(screen);
    faults(counts, "would not be accepted");
  }

  /** What was sent. The relay does not say which events it had received before. */
  void sent(ImportCounts counts, long accepted, double seconds) {
    String rate =
        seconds > 0 && accepted > 0
            ? " in "
                + Times.span(seconds)
                + ", "
                + Times.count(Math.round(accepted / seconds))
                + "/s"
            : "";
    new Fields()
        .add("Accepted", Times.count(accepted, "event") + rate)
        .add("Types", words(counts.types()))
        .add("Anonymous", anonymous(counts))
        .add("Left out", counts.leftOut() == 0 ? "" : Times.count(counts.leftOut(), "event"))
        .print(screen);
    if (accepted > 0) {
      screen.line(
          "Events that the relay had received before are among the accepted ones; it delivers them once.");
    }
    faults(counts, counts.faulty() == 1 ? "was not accepted" : "were not accepted");
  }

  private static String anonymous(ImportCounts counts) {
    return counts.anonymous() == 0
        ? ""
        : Times.count(counts.anonymous(), "event")
            + " of these; the relay takes them without delivering them, unless the source is"
            + " configured otherwise";
  }

  /** The same for programs. */
  static ObjectNode json(ImportCounts counts, String target, long lines) {
    ObjectNode json = EventCodec.JSON.createObjectNode().put("target", target).put("lines", lines);
    counts.write(json);
    return json;
  }

  private void faults(ImportCounts counts, String verb) {
    if (counts.faulty() == 0) {
      return;
    }
    screen.line("");
    screen.line(
        "%s %s: %s".formatted(Times.count(counts.faulty(), "event"), verb, words(counts.codes())));
    var table = new Table(Column.whole("LINE"), Column.whole("CODE"), Column.broken("MESSAGE", 20));
    for (Fault each : counts.faults()) {
      table.add(Times.count(each.line())).add(each.code()).add(each.message());
    }
    screen.print(table);
    if (counts.faulty() > counts.faults().size()) {
      screen.line("These are the first.");
    }
  }

  private static String words(List<Count> counts) {
    String first =
        counts.stream()
            .limit(MOST_NAMES)
            .map(each -> Times.count(each.count()) + " " + each.name())
            .collect(Collectors.joining(", "));
    return counts.size() > MOST_NAMES ? first + " and others" : first;
  }
}
