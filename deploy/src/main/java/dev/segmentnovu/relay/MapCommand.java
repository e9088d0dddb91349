package dev.segmentnovu.relay;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.event.DecodeResult;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.StoredEvent;
import dev.segmentnovu.worker.mapping.EventMapper;
import dev.segmentnovu.worker.mapping.MappingResult;
import dev.segmentnovu.worker.mapping.MappingResult.Undeliverable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code relay map}: what would be sent for events, and why; nothing is. */
@Command(
    name = "map",
    mixinStandardHelpOptions = true,
    description = {
      "Shows what would be asked of Novu for events, and why, as a worker would; sends nothing.",
      "Reads one event, an array, a batch, or one event a line.",
      "Ends with 1 if one of them would be refused or become a dead letter."
    })
final class MapCommand implements Callable<Integer> {

  @Parameters(arity = "0..1", paramLabel = "FILE", description = "default: standard input")
  private @Nullable Path file;

  @Option(names = "--json", description = "one JSON object a line, for programs")
  private boolean json;

  @Option(
      names = "--source",
      paramLabel = "NAME",
      description = "whose rules; needed where there are several sources")
  private @Nullable String sourceName;

  @Spec private CommandSpec spec = CommandSpec.create();

  private final Map<String, String> environment;
  private final InputStream standardInput;

  MapCommand(Map<String, String> environment, InputStream standardInput) {
    this.environment = environment;
    this.standardInput = standardInput;
  }

  @Override
  public Integer call() throws IOException {
    RelayConfig.Source source = source();
    var mapper = new EventMapper(source);
    var report = new MapReport(spec.commandLine().getOut(), json);
    var input =
        new EventInput(
            Clock.systemUTC().instant(),
            (event, stored) -> report.add(event, stored, result(mapper, event, stored)));
    if (file == null) {
      input.read(standardInput);
    } else {
      try (InputStream in = open(file)) {
        input.read(in);
      }
    }
    report.end();
    return report.failures() == 0 ? ExitCode.OK : ExitCode.FAILED;
  }

  private static MappingResult result(
      EventMapper mapper, JsonNode event, Optional<StoredEvent> stored) {
    if (stored.isEmpty()) {
      return refused(
          event.isObject()
              ? "type must be one of identify, track, group, page, screen, alias and delete"
              : "it is no JSON object");
    }
    DecodeResult read = EventCodec.read(stored.get());
    return read instanceof DecodeResult.Decoded decoded
        ? mapper.map(decoded.event())
        : refused(((DecodeResult.Undecodable) read).reason());
  }

  /** Ingest would answer 400: it never becomes a dead letter. */
  private static MappingResult refused(String why) {
    return new Undeliverable(MapReport.REFUSED, why);
  }

  private RelayConfig.Source source() {
    RelayConfig config = Settings.require(Settings.offline(environment).load());
    List<RelayConfig.Source> sources = config.sources();
    if (sourceName == null && sources.size() == 1) {
      return sources.get(0);
    }
    return sources.stream()
        .filter(source -> source.name().equals(sourceName))
        .findFirst()
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(), "--source must be one of " + config.sourceNames()));
  }

  private static InputStream open(Path path) {
    try {
      return Files.newInputStream(path);
    } catch (IOException e) {
      throw new CannotRunException(ExitCode.UNAVAILABLE, "Cannot read " + path);
    }
  }
}
