package dev.segmentnovu.relay.cli.imports;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.EventType;
import dev.segmentnovu.relay.runtime.exit.CannotRunException;
import dev.segmentnovu.relay.runtime.exit.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How far an import is, as it stands in its file.
 *
 * @param target the URL of the relay, and the source
 * @param only the types that are sent, as {@code group,identify}; empty for all
 * @param lines how many lines are done
 * @param hash of these lines, so that another file is noticed
 * @param finished whether these were all that the file had
 */
record ImportState(String target, String only, long lines, String hash, boolean finished) {

  private static final int FORMAT = 1;

  /**
   * The state in {@code file}; empty if there is no such file.
   *
   * @throws CannotRunException if the file is something else
   */
  static Optional<ImportState> read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    JsonNode json;
    try {
      json = EventCodec.JSON.readTree(Files.readAllBytes(file));
    } catch (JsonProcessingException e) {
      throw notState(file);
    }
    if (json.path("format").asInt() != FORMAT
        || !json.path("hash").isTextual()
        || !json.path("only").isTextual()) {
      throw notState(file);
    }
    return Optional.of(
        new ImportState(
            json.path("target").asText(),
            json.path("only").asText(),
            json.path("lines").asLong(),
            json.path("hash").asText(),
            json.path("finished").asBoolean()));
  }

  /**
   * An import of which nothing is done.
   *
   * @param types that are sent; empty for all
   */
  static ImportState first(String target, Set<EventType> types) {
    String only = types.stream().sorted().map(EventType::wireName).collect(Collectors.joining(","));
    return new ImportState(target, only, 0, "", false);
  }

  /**
   * Where an import goes on.
   *
   * @param first the import before its first line
   * @param noted the file of its state; null if it has none, or begins again
   * @throws CannotRunException if the file is the state of another import
   */
  static ImportState begin(ImportState first, @Nullable Path noted) throws IOException {
    Optional<ImportState> found = noted == null ? Optional.empty() : read(noted);
    if (found.isPresent() && !found.get().target().equals(first.target())) {
      throw other(noted, "to " + found.get().target(), "to " + first.target());
    }
    if (found.isPresent() && !found.get().only().equals(first.only())) {
      throw other(noted, "of " + found.get().events(), "of " + first.events());
    }
    return found.orElse(first);
  }

  private static CannotRunException other(@Nullable Path noted, String that, String here) {
    return new CannotRunException(
        ExitCode.USAGE,
        "%s is of an import %s, and this one is %s: name another file with --state, or begin"
                .formatted(noted, that, here)
            + " again with --restart");
  }

  /** How far the same import is after {@code done} lines. */
  ImportState after(long done, String doneHash, boolean all) {
    return new ImportState(target, only, done, doneHash, all);
  }

  /** The events that are sent, in words. */
  String events() {
    return only.isEmpty() ? "all events" : only + " events only";
  }

  private static CannotRunException notState(Path file) {
    return new CannotRunException(
        ExitCode.USAGE,
        file + " is not the state of an import: name another file with --state, or delete it");
  }

  /** Writes the state so that a crash leaves the old or the new one. */
  void write(Path file) throws IOException {
    var json =
        EventCodec.JSON
            .createObjectNode()
            .put("format", FORMAT)
            .put("target", target)
            .put("only", only)
            .put("lines", lines)
            .put("hash", hash)
            .put("finished", finished);
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.write(part, EventCodec.JSON.writeValueAsBytes(json));
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
