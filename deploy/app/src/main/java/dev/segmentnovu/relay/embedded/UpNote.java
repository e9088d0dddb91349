package dev.segmentnovu.relay.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.relay.runtime.exit.CannotRunException;
import dev.segmentnovu.relay.runtime.exit.ExitCode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a {@code relay up} listens, as it notes it in its data directory for the commands that are
 * started in the same folder.
 *
 * @param ingestPort the port of ingest
 * @param admin the address of the admin port
 * @param sandbox the address of its sandbox Novu; null if it has none
 */
public record UpNote(int ingestPort, URI admin, @Nullable URI sandbox) {

  private static final String FILE = "up.json";

  /** Notes it for as long as this process runs. */
  public void write(DataDirectory directory) {
    var json =
        EventCodec.JSON
            .createObjectNode()
            .put("process", ProcessHandle.current().pid())
            .put("ingestPort", ingestPort)
            .put("admin", admin.toString())
            .put("sandbox", sandbox == null ? null : sandbox.toString());
    try {
      OwnerOnly.write(directory.path().resolve(FILE), json + "\n");
    } catch (IOException e) {
      throw new CannotRunException(
          ExitCode.UNAVAILABLE,
          "The data directory "
              + directory.path()
              + " cannot be written ("
              + e
              + "). Name another with --data.");
    }
  }

  /** Removes the note from a directory. */
  public static void remove(DataDirectory directory) throws IOException {
    Files.deleteIfExists(directory.path().resolve(FILE));
  }

  /**
   * What the relay that works with this directory has noted; empty if none runs, or this user may
   * not read it.
   */
  public static Optional<UpNote> read(Path directory) {
    try {
      return note(EventCodec.JSON.readTree(Files.readAllBytes(directory.resolve(FILE))));
    } catch (IOException | IllegalArgumentException e) {
      // no note, or one that is only half there: then the command takes the usual addresses
      return Optional.empty();
    }
  }

  private static Optional<UpNote> note(JsonNode json) {
    JsonNode sandbox = json.path("sandbox");
    // a relay that was killed could not remove its note
    return ProcessHandle.of(json.path("process").asLong()).isPresent()
            && json.path("admin").isTextual()
        ? Optional.of(
            new UpNote(
                json.path("ingestPort").asInt(),
                URI.create(json.path("admin").asText()),
                sandbox.isTextual() ? URI.create(sandbox.textValue()) : null))
        : Optional.empty();
  }
}
