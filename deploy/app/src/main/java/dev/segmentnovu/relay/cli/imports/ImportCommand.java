package dev.segmentnovu.relay.cli.imports;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.config.BodyLimits;
import dev.segmentnovu.event.EventType;
import dev.segmentnovu.relay.cli.http.WebCalls;
import dev.segmentnovu.relay.cli.imports.ImportRun.Limits;
import dev.segmentnovu.relay.cli.imports.ImportRun.Scan;
import dev.segmentnovu.relay.cli.remote.Consent;
import dev.segmentnovu.relay.cli.terminal.Progress;
import dev.segmentnovu.relay.cli.terminal.Screen;
import dev.segmentnovu.relay.cli.terminal.Surroundings;
import dev.segmentnovu.relay.cli.terminal.Times;
import dev.segmentnovu.relay.runtime.exit.ExitCode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code relay import}: sends history to a relay. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = {
      "Sends the events of a file to a running relay, in order and at a rate.",
      "The file has one JSON event a line, as Segment exports them; it may be packed with gzip.",
      "Checks each event as ingest does.",
      "Tracks trigger workflows, so it shows what would be sent and asks before.",
      "It notes how far it is: after Ctrl-C or a failure, the same command goes on; after lines"
          + " were added, it sends these.",
      "The write key is that of relay.yaml or SEGMENT_WRITE_KEY.",
      "Ends with 1 if an event was not accepted, or the answer was no."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  relay import history.ndjson --dry-run",
      "  relay import history.ndjson.gz --only identify,group --rate 1000",
      "  cat *.ndjson | relay import - --yes --state history.state"
    })
public final class ImportCommand implements Callable<Integer> {

  private static final double NANOS = 1e9;

  @Parameters(paramLabel = "FILE", description = "the events; - for standard input")
  private String file = "";

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "the relay's ingest; default: on this machine, at the configured port")
  private @Nullable URI url;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = "certificates to trust for https, as PEM; default: those that Java trusts")
  private @Nullable Path authorities;

  @Option(
      names = "--source",
      paramLabel = "NAME",
      description = "whose write key; default: the first that has one")
  private @Nullable String source;

  @Option(
      names = "--only",
      paramLabel = "TYPE",
      split = ",",
      description = "only events of this type; may be repeated; default: all")
  private Set<EventType> only = new LinkedHashSet<>();

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "500",
      description = "events a second at most; default: ${DEFAULT-VALUE}")
  private int rate;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "100",
      description = "events in a request at most; default: ${DEFAULT-VALUE}")
  private int batch;

  @Option(
      names = "--tries",
      paramLabel = "N",
      defaultValue = "20",
      description =
          "how often a request is sent before the import gives up; default: ${DEFAULT-VALUE}")
  private int tries;

  @Option(
      names = "--state",
      paramLabel = "FILE",
      description = "where it notes how far it is; default: FILE.import; none for standard input")
  private @Nullable Path state;

  @Option(names = "--restart", description = "begin at the first line, whatever was noted")
  private boolean restart;

  @Option(names = "--dry-run", description = "only check and count the events")
  private boolean dryRun;

  @Option(names = "--json", description = "the report as JSON, for programs")
  private boolean json;

  @Mixin private Consent consent = new Consent();

  @Spec private CommandSpec spec = CommandSpec.create();

  private final Surroundings surroundings;

  public ImportCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    if (rate < 1 || batch < 1 || tries < 1) {
      throw usage("--rate, --batch and --tries must be at least 1");
    }
    boolean isStandardInput = file.equals("-");
    if (!isStandardInput && !Files.isReadable(Path.of(file))) {
      throw usage("The file " + file + " cannot be read");
    }
    var screen =
        new Screen(surroundings, spec.commandLine().getOut(), spec.commandLine().getErr(), true);
    ImportTarget target =
        ImportTarget.of(spec.commandLine(), surroundings.environment(), source, url);
    BodyLimits most = target.limits();
    var limits =
        new Limits(only, Math.min(batch, most.events()), most.bodyBytes(), most.eventBytes(), rate);
    if (dryRun) {
      return report(screen, target, scan(limits, most, ImportState.first(target.name(), only)));
    }
    Path noted = state != null ? state : isStandardInput ? null : Path.of(file + ".import");
    ImportState begin =
        ImportState.begin(ImportState.first(target.name(), only), restart ? null : noted);
    Scan scan = isStandardInput ? null : scan(limits, most, begin);
    if (noted != null && begin.finished() && scan != null && scan.lines() == begin.lines()) {
      screen.note(
          "The file is imported already: see "
              + noted
              + ". To send it once more, repeat the command with --restart");
      return ExitCode.OK;
    }
    return send(screen, target, limits, scan, begin, noted);
  }

  private Scan scan(Limits limits, BodyLimits most, ImportState begin) throws IOException {
    try (EventLines lines = open(most)) {
      return ImportRun.scan(lines, limits, begin);
    }
  }

  private int report(Screen screen, ImportTarget target, Scan scan) {
    if (json) {
      screen.out().println(ImportReport.json(scan.counts(), target.name(), scan.lines()));
    } else {
      new ImportReport(screen).found(scan.counts());
    }
    return exitCode(scan.counts());
  }

  private int send(
      Screen screen,
      ImportTarget target,
      Limits limits,
      @Nullable Scan scan,
      ImportState begin,
      @Nullable Path noted)
      throws IOException {
    if (scan != null && !json) {
      new ImportReport(screen).found(scan.counts());
    }
    if (!consent.given(screen, question(target, scan, begin))) {
      return ExitCode.FAILED;
    }
    long start = System.nanoTime();
    ImportRun run;
    try (var calls = WebCalls.trusting(authorities);
        Progress progress = screen.progress("import", "lines");
        EventLines lines = open(target.limits())) {
      var client = new IngestClient(calls, target.relay(), target.writeKey(), tries, screen);
      run = new ImportRun(limits, client, progress, scan == null ? -1 : scan.lines());
      run.send(lines, begin, noted);
    }
    return finished(screen, target, run, (System.nanoTime() - start) / NANOS);
  }

  private int finished(Screen screen, ImportTarget target, ImportRun run, double seconds) {
    if (json) {
      ObjectNode report = ImportReport.json(run.counts(), target.name(), run.lines());
      screen.out().println(report.put("accepted", run.accepted()).put("seconds", seconds));
    } else {
      new ImportReport(screen).sent(run.counts(), run.accepted(), seconds);
    }
    return exitCode(run.counts());
  }

  private static int exitCode(ImportCounts counts) {
    return counts.faulty() == 0 ? ExitCode.OK : ExitCode.FAILED;
  }

  private String question(ImportTarget target, @Nullable Scan scan, ImportState begin) {
    String what =
        scan == null ? "the events of standard input" : Times.count(scan.counts().valid(), "event");
    String rest =
        begin.lines() == 0 ? "" : " after the first " + Times.count(begin.lines(), "line");
    return "Send %s%s to source %s at %s? Tracks may notify people."
        .formatted(what, rest, target.source(), target.relay());
  }

  private EventLines open(BodyLimits limits) throws IOException {
    return new EventLines(
        file.equals("-") ? surroundings.in() : Files.newInputStream(Path.of(file)),
        limits.eventBytes());
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
