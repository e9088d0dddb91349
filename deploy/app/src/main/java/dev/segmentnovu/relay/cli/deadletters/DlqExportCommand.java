package dev.segmentnovu.relay.cli.deadletters;

import dev.segmentnovu.relay.cli.jobs.JobRun;
import dev.segmentnovu.relay.cli.remote.Json;
import dev.segmentnovu.relay.cli.remote.Query;
import dev.segmentnovu.relay.cli.remote.RelayClient;
import dev.segmentnovu.relay.cli.remote.Reply;
import dev.segmentnovu.relay.cli.terminal.Screen;
import dev.segmentnovu.relay.cli.terminal.Surroundings;
import dev.segmentnovu.relay.cli.terminal.Times;
import dev.segmentnovu.relay.runtime.exit.ExitCode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code relay dlq export}. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = {
      "Writes dead letters in full, one JSON object a line.",
      "Takes those with the given ids, or, as a job, all that match a filter.",
      "They hold personal data; the relay records the export.",
      "A file is replaced only when the export is complete."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  relay dlq export ID",
      "  relay dlq export --source web --since 7d --output dead-letters.ndjson",
      "  relay dlq export --all --yes | gzip > dead-letters.ndjson.gz"
    })
final class DlqExportCommand extends BulkCommand {

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "of a job: where to write to; default: standard output")
  private @Nullable Path output;

  DlqExportCommand(Surroundings surroundings) {
    super(surroundings, "export", "Export");
  }

  @Override
  Reply act(RelayClient relay, Screen screen, String id) {
    if (output != null) {
      throw usage("--output is for a filter; a dead letter with an id goes to standard output");
    }
    Reply reply = relay.get(Query.of("dead-letters", id));
    if (!json()) {
      printJson(screen, reply);
    }
    return reply;
  }

  @Override
  int finish(RelayClient relay, Screen screen, Reply job) throws IOException {
    int exitCode = JobRun.exitCode(job.json());
    if (exitCode != ExitCode.OK) {
      JobRun.print(screen, job.json());
      return exitCode;
    }
    Query result = Query.of("jobs", Json.text(job.json(), "id"), "result");
    if (output == null) {
      var out = new PrintedStream(screen.out());
      relay.download(result, out);
      out.flush();
    } else {
      write(relay, result, output);
      long count = job.json().path("acted").asLong();
      screen.note(output + " has " + Times.count(count, "dead letter"));
    }
    return exitCode;
  }

  private static void write(RelayClient relay, Query result, Path file) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part))) {
        relay.download(result, out);
      }
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
