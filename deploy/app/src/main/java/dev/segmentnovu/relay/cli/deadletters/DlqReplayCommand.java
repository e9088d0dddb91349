package dev.segmentnovu.relay.cli.deadletters;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.relay.cli.remote.Json;
import dev.segmentnovu.relay.cli.remote.Query;
import dev.segmentnovu.relay.cli.remote.RelayClient;
import dev.segmentnovu.relay.cli.remote.Reply;
import dev.segmentnovu.relay.cli.terminal.Screen;
import dev.segmentnovu.relay.cli.terminal.Surroundings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code relay dlq replay}. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = {
      "Sends dead letters again: those with the given ids, or, as a job, all that match a filter.",
      "A job first shows how many that are and asks; it runs in the relay, also without this"
          + " command.",
      "Ends with 1 if one of them could not be replayed, or the answer was no."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  relay dlq replay ID",
      "  relay dlq replay ID --edit event.json",
      "  relay dlq replay ID --mapping stored",
      "  relay dlq replay --reason unmapped --dry-run",
      "  relay dlq replay --reason unmapped --mapping current",
      "  relay dlq replay --workflow welcome --since 1h --rate 50 --yes"
    })
final class DlqReplayCommand extends BulkCommand {

  /** Where the events go in the lists of their users. */
  enum Position {
    TAIL,
    HEAD
  }

  /** By which rules the events are mapped. */
  enum Rules {
    STORED,
    CURRENT
  }

  @Option(
      names = "--position",
      paramLabel = "tail|head",
      defaultValue = "tail",
      description = "behind or before the user's waiting events; default: ${DEFAULT-VALUE}")
  private Position position = Position.TAIL;

  @Option(
      names = "--mapping",
      paramLabel = "stored|current",
      description =
          "stored: the request that failed, as it was; current, the default: mapped again with the"
              + " rules of today")
  private @Nullable Rules mapping;

  @Option(
      names = "--edit",
      paramLabel = "FILE",
      description =
          "with an id: the whole event that replaces the received one; of a job: a JSON merge patch"
              + " for every event")
  private @Nullable Path edit;

  @Option(names = "--force", description = "send it even if a rule's maxAge has ended")
  private boolean force;

  DlqReplayCommand(Surroundings surroundings) {
    super(surroundings, "replay", "Replay");
  }

  @Override
  void configure(ObjectNode job) throws IOException {
    job.put("position", where());
    if (force) {
      job.put("force", true);
    }
    if (mapping != null) {
      job.put("mapping", mapping.name().toLowerCase(Locale.ROOT));
    }
    if (edit != null) {
      job.set("event", event(edit));
    }
  }

  @Override
  Reply act(RelayClient relay, Screen screen, String id) throws IOException {
    if (mapping == Rules.STORED) {
      return replayStored(relay, screen, id);
    }
    ObjectNode body = EventCodec.JSON.createObjectNode();
    body.put("position", where());
    if (edit != null) {
      body.set("event", event(edit));
    }
    if (force) {
      body.put("force", true);
    }
    Reply reply = relay.post(Query.of("dead-letters", id, "replay"), body);
    if (!json()) {
      screen.line("✓ " + id + " is replayed. " + Json.text(reply.json(), "warning"));
    }
    return reply;
  }

  private String where() {
    return position.name().toLowerCase(Locale.ROOT);
  }

  private Reply replayStored(RelayClient relay, Screen screen, String id) {
    if (edit != null) {
      throw usage("--edit is for --mapping current: the stored request is sent as it was");
    }
    Reply reply = new StoredReplay(relay, screen).run(id, where(), force);
    if (!json()) {
      screen.line(
          "✓ "
              + id
              + " is replayed with the stored request. Later events of this user may already have"
              + " been delivered.");
    }
    return reply;
  }

  private JsonNode event(Path file) throws IOException {
    JsonNode event;
    try {
      event = EventCodec.JSON.readTree(bytes(file));
    } catch (JsonProcessingException e) {
      throw usage("--edit: " + file + " is not valid JSON: " + EventCodec.problem(e));
    }
    if (!event.isObject()) {
      throw usage("--edit: " + file + " must hold a JSON object");
    }
    return event;
  }

  private byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw usage("--edit: the file " + file + " cannot be read");
    }
  }
}
