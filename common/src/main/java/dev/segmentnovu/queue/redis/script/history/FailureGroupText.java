package dev.segmentnovu.queue.redis.script.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.queue.admin.history.FailureGroup;
import dev.segmentnovu.queue.admin.history.FailureGroup.Acknowledgement;
import dev.segmentnovu.queue.history.failure.DistinctUsers;
import dev.segmentnovu.queue.history.failure.FailureKind;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A failure group as {@code record_activity.lua} stores it. */
final class FailureGroupText {

  private static final String NONE = "-";

  private static final Pattern FORM =
      Pattern.compile(
          "(\\d+) (\\d+) (\\d+) (\\d+) (\\S{"
              + DistinctUsers.REGISTERS
              + "}) (\\S+) (\\d+)\\n"
              + "([^\\n]*)\\n(.*)",
          Pattern.DOTALL);

  private FailureGroupText() {}

  /** What the failures have in common, as JSON. */
  static String about(FailureKind kind) {
    ObjectNode json =
        EventCodec.JSON
            .createObjectNode()
            .put("workflow", kind.workflow())
            .put("reason", kind.reason())
            .put("status", kind.status())
            .put("message", kind.message());
    try {
      return EventCodec.JSON.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e); // the relay built this tree, so writing it cannot fail
    }
  }

  static String sample(@Nullable String deadLetter) {
    return deadLetter == null ? NONE : deadLetter;
  }

  /** Reads a stored group; empty if another program wrote it. */
  static Optional<FailureGroup> read(String source, String fingerprint, String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    try {
      JsonNode about = EventCodec.JSON.readTree(parts.group(8));
      long acknowledgedAt = Long.parseLong(parts.group(7));
      return Optional.of(
          new FailureGroup(
              source + "." + fingerprint,
              source,
              new FailureKind(
                  about.path("workflow").textValue(),
                  about.path("reason").asText(),
                  about.path("status").isInt() ? about.get("status").intValue() : null,
                  about.path("message").asText()),
              Long.parseLong(parts.group(1)),
              Long.parseLong(parts.group(2)),
              DistinctUsers.parse(parts.group(5)).estimate(),
              instant(parts.group(3)),
              instant(parts.group(4)),
              parts.group(6).equals(NONE) ? null : parts.group(6),
              acknowledgedAt == 0
                  ? null
                  : new Acknowledgement(parts.group(9), Instant.ofEpochMilli(acknowledgedAt))));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static Instant instant(String ms) {
    return Instant.ofEpochMilli(Long.parseLong(ms));
  }
}
