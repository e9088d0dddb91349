package dev.segmentnovu.relay.cli.map;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.event.EntryPoint;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.relay.preview.CheckedEvent;
import dev.segmentnovu.relay.runtime.config.CommandConfig;
import dev.segmentnovu.relay.runtime.exit.CannotRunException;
import dev.segmentnovu.relay.runtime.exit.ExitCode;
import dev.segmentnovu.worker.mapping.EventMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code relay map}: shows what the relay would send for events, and why. Sends nothing. */
@Command(
    name = "map",
    mixinStandardHelpOptions = true,
    description = {
      "Shows what would be asked of Novu for events, and why, as a worker would; sends nothing.",
      "Reads one event, an array, a batch, or one event a line.",
      "Refuses what ingest refuses, with the same code and message.",
      "Where there are several sources, shows what each would do.",
      "Ends with 1 if one of them would be refused or become a dead letter."
    })
public final class MapCommand implements Callable<Integer> {

  @Parameters(arity = "0..1", paramLabel = "FILE", description = "default: standard input")
  private @Nullable Path file;

  @Option(names = "--json", description = "one JSON object a line, for programs")
  private boolean json;

  @Option(
      names = "--source",
      paramLabel = "NAME",
      description = "whose rules; default: those of each source, one after the other")
  private @Nullable String sourceName;

  @Option(
      names = "--door",
      paramLabel = "DOOR",
      defaultValue = "webhook",
      description = {
        "webhook: as Segment's Webhooks destination sends the events; tracking: as an SDK does.",
        "They differ in limits and in integrations.All, which counts for tracking only.",
        "A {\"batch\":[...]} is tracking in any case; default: ${DEFAULT-VALUE}"
      })
  private EntryPoint door = EntryPoint.WEBHOOK;

  @Spec private CommandSpec spec = CommandSpec.create();

  private final Map<String, String> environment;
  private final InputStream standardInput;

  public MapCommand(Map<String, String> environment, InputStream standardInput) {
    this.environment = environment;
    this.standardInput = standardInput;
  }

  @Override
  public Integer call() throws IOException {
    RelayConfig config = CommandConfig.require(CommandConfig.offline(environment).load());
    List<RelayConfig.Source> sources = sources(config);
    // each source reads all events
    byte[] typed = file == null && sources.size() > 1 ? standardInput.readAllBytes() : new byte[0];
    Instant now = Clock.systemUTC().instant();
    int failures = 0;
    for (RelayConfig.Source source : sources) {
      var report =
          new MapReport(
              spec.commandLine().getOut(), json, now, sources.size() == 1 ? null : source.name());
      InputStream in =
          file != null
              ? open(file)
              : sources.size() == 1 ? standardInput : new ByteArrayInputStream(typed);
      try (in) {
        map(config, source, in, now, report);
      }
      failures += report.failures();
    }
    return failures == 0 ? ExitCode.OK : ExitCode.FAILED;
  }

  private void map(
      RelayConfig config, RelayConfig.Source source, InputStream in, Instant now, MapReport report)
      throws IOException {
    var mapper = new EventMapper(source);
    var input =
        new EventInput(
            now,
            config.ingest(),
            door,
            source.admission().anonymous(),
            item -> report(report, mapper, item));
    input.read(in);
    report.end();
  }

  private static void report(MapReport report, EventMapper mapper, CheckedEvent checked) {
    Runnable line =
        checked.match(
            accepted ->
                () ->
                    report.add(
                        accepted.event(),
                        accepted.stored().messageId(),
                        mapper.map(EventCodec.read(accepted.stored()))),
            anonymous ->
                () ->
                    report.skipped(
                        anonymous.event(), "it is of an anonymous user (anonymous: skip)"),
            refused -> () -> report.refused(refused.event(), refused.refusal()));
    line.run();
  }

  private List<RelayConfig.Source> sources(RelayConfig config) {
    List<RelayConfig.Source> sources =
        config.sources().stream()
            .filter(source -> sourceName == null || source.name().equals(sourceName))
            .toList();
    if (sources.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "--source must be one of " + config.sourceNames());
    }
    return sources;
  }

  private static InputStream open(Path path) {
    try {
      return Files.newInputStream(path);
    } catch (IOException e) {
      throw new CannotRunException(ExitCode.UNAVAILABLE, "Cannot read " + path);
    }
  }
}
