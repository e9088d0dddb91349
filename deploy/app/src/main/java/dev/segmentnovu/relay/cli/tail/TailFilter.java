package dev.segmentnovu.relay.cli.tail;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.relay.cli.remote.Json;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which live events to show. */
final class TailFilter {

  /** What the relay reports live. */
  enum Kind {
    DELIVERY,
    FAILURE,
    DEAD,
    REJECTED,
    STATE,
    COUNTS
  }

  @Option(
      names = "--only",
      paramLabel = "KIND",
      split = ",",
      description =
          "only these: ${COMPLETION-CANDIDATES}; may be repeated; default: all but the counts, which"
              + " come while anything happens")
  private Set<Kind> only = new LinkedHashSet<>();

  @Option(names = "--source", paramLabel = "NAME", description = "of this source")
  private @Nullable String source;

  @Option(names = "--user", paramLabel = "ID", description = "of this user")
  private @Nullable String user;

  @Option(names = "--event", paramLabel = "NAME", description = "of tracks with this name")
  private @Nullable String event;

  @Option(names = "--workflow", paramLabel = "ID", description = "for this workflow")
  private @Nullable String workflow;

  /** The source to ask for; null for all. */
  @Nullable String source() {
    return source;
  }

  /** The user to ask for; null for all. */
  @Nullable String user() {
    return user;
  }

  /** Whether deliveries are shown. */
  boolean hasDeliveries() {
    return only.isEmpty() || only.contains(Kind.DELIVERY);
  }

  /**
   * Whether to show a live event.
   *
   * @param name its name; one that this version does not know is shown unless {@code --only} is
   *     given
   */
  boolean matches(String name, JsonNode data) {
    boolean isKind =
        only.isEmpty()
            ? !Kind.COUNTS.name().equalsIgnoreCase(name)
            : only.stream().anyMatch(kind -> kind.name().equalsIgnoreCase(name));
    return isKind
        && matches(source, data, "source")
        && matches(user, data, "userId")
        && matches(event, data, "event")
        && matches(workflow, data, "workflow");
  }

  private static boolean matches(@Nullable String wanted, JsonNode data, String member) {
    return wanted == null || wanted.equals(Json.text(data, member));
  }
}
