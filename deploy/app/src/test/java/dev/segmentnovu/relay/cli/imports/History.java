package dev.segmentnovu.relay.cli.imports;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.relay.fixture.CannedRelay;
import dev.segmentnovu.relay.fixture.CommandLineRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A file of events, and {@code relay import} of it to a relay with prepared answers. */
final class History {

  /** The call of an import. */
  static final String IMPORT = "POST /v1/import";

  /** The answer to a batch whose events are all accepted. */
  static final String TAKEN = "{'success':true}";

  private final CannedRelay relay;
  private final Path file;

  History(CannedRelay relay, Path directory) {
    this.relay = relay;
    file = directory.resolve("history.ndjson");
    relay.environment.put("SEGMENT_WRITE_KEY", "wk");
  }

  Path file() {
    return file;
  }

  /** The file of the state. */
  Path noted() {
    return Path.of(file + ".import");
  }

  /** Writes lines of JSON with single quotes. */
  void write(String... lines) throws Exception {
    Files.writeString(file, String.join("\n", lines).replace('\'', '"') + "\n");
  }

  void writeTracks(int count) throws Exception {
    List<String> lines = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      lines.add(track(i));
    }
    write(lines.toArray(String[]::new));
  }

  static String track(int number) {
    return "{'type':'track','userId':'u%d','messageId':'m%d','event':'E'}"
        .formatted(number, number);
  }

  CommandLineRun run(String... options) {
    return relay.run(
        Stream.concat(
                Stream.of("import", file.toString(), "--url", relay.url(), "--rate=100000"),
                Stream.of(options))
            .toArray(String[]::new));
  }

  /** The message ids of each request that came in. */
  List<String> sent() throws Exception {
    List<String> batches = new ArrayList<>();
    for (CannedRelay.Received each : relay.received()) {
      JsonNode batch = EventCodec.JSON.readTree(each.body()).path("batch");
      List<String> ids = new ArrayList<>();
      batch.forEach(event -> ids.add(event.path("messageId").asText()));
      batches.add(String.join(" ", ids));
    }
    return batches;
  }
}
