package dev.segmentnovu.relay.cli.send;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.segmentnovu.relay.cli.http.Call;
import dev.segmentnovu.relay.cli.http.Exchange;
import dev.segmentnovu.relay.cli.http.WebCalls;
import dev.segmentnovu.relay.runtime.Pause;
import dev.segmentnovu.relay.runtime.exit.CannotRunException;
import dev.segmentnovu.relay.runtime.exit.ExitCode;
import dev.segmentnovu.sandbox.received.RequestLine;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Watches what a sandbox Novu receives from now on. */
final class SandboxWatch {
  private static final int REFUSED = 400;

  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final WebCalls client;
  private final URI sandbox;
  private long seen;

  /** The latest rejection by the sandbox that concerns the user, or null. */
  private @Nullable String refusal;

  private SandboxWatch(WebCalls client, URI sandbox, long seen) {
    this.client = client;
    this.sandbox = sandbox;
    this.seen = seen;
  }

  /** Empty if no sandbox responds. */
  static Optional<SandboxWatch> open(WebCalls client, URI sandbox) {
    JsonNode last = json(get(client, sandbox, "/sandbox/requests?limit=0")).path("last");
    return last.isIntegralNumber()
        ? Optional.of(new SandboxWatch(client, sandbox, last.longValue()))
        : Optional.empty();
  }

  /**
   * Prints what arrives about {@code userId} until {@code count} workflows were triggered.
   *
   * @return whether this happened within {@code limit}
   */
  boolean await(String userId, int count, Duration limit, PrintWriter out) {
    long start = System.nanoTime();
    int triggered = 0;
    while (true) {
      triggered += printNew(userId, out);
      if (triggered >= count) {
        return true;
      }
      if (System.nanoTime() - start >= limit.toNanos()) {
        out.println(
            "✗ "
                + triggered
                + " of "
                + count
                + " workflows triggered for user "
                + userId
                + " within "
                + limit.toSeconds()
                + " s. "
                + (refusal == null
                    ? "relay status says whether the source is paused and a worker runs. An event"
                        + " without a workflow becomes a dead letter: see RELAY_WORKFLOWS, and"
                    : "The sandbox refused it (" + refusal + "): see")
                + " /admin/dead-letters on the admin port.");
        return false;
      }
      Pause.briefly();
    }
  }

  private int printNew(String userId, PrintWriter out) {
    Exchange answer = get(client, sandbox, "/sandbox/requests?since=" + seen);
    JsonNode items = json(answer).path("items");
    if (!items.isArray()) {
      throw new CannotRunException(
          ExitCode.UNAVAILABLE,
          "The sandbox Novu at "
              + sandbox
              + " went away: "
              + answer.match(other -> "it answers " + other.status(), none -> none.detail()));
    }
    int triggered = 0;
    for (JsonNode item : items) {
      if (item.path("answeredAt").isNull()) {
        break; // the response is not complete yet: the next look includes it
      }
      seen = item.path("sequence").longValue();
      triggered += print(item, userId, out);
    }
    return triggered;
  }

  private int print(JsonNode item, String userId, PrintWriter out) {
    boolean about = item.path("subscriberId").asText().equals(userId);
    int triggered = 0;
    var lines = RequestLine.ofListed(item);
    JsonNode triggers = item.path("triggers");
    for (int i = 0; i < triggers.size(); i++) {
      JsonNode trigger = triggers.get(i);
      if (trigger.path("subscriberId").asText().equals(userId)) {
        out.println(lines.get(i));
        if (RequestLine.reachesNobody(trigger)) {
          out.println(
              "✗ Novu processed workflow "
                  + trigger.path("workflow").asText()
                  + " for user "
                  + userId
                  + ", and it reaches nobody. Check the rule's `to` and the user's profile.");
        } else if (trigger.path("status").asText().equals("processed")) {
          triggered++;
          out.println(
              "✓ workflow " + trigger.path("workflow").asText() + " triggered for user " + userId);
        } else {
          refusal =
              trigger.path("status").asText(item.path("status").asText())
                  + " to workflow "
                  + trigger.path("workflow").asText();
        }
      }
    }
    if (about && triggers.isEmpty()) {
      lines.forEach(out::println);
      boolean isRead = item.path("method").asText().equals("GET");
      if (item.path("status").asInt() >= REFUSED && !isRead) {
        refusal =
            item.path("status").asInt()
                + " to "
                + item.path("method").asText()
                + " "
                + item.path("path").asText();
      }
    }
    return triggered;
  }

  private static Exchange get(WebCalls client, URI sandbox, String path) {
    return client.call(Call.get(URI.create(sandbox + path)).within(TIMEOUT));
  }

  /** The body of a good answer; a missing node if there is none. */
  private static JsonNode json(Exchange exchange) {
    return exchange.match(
        answer -> answer.status() == 200 ? answer.json() : MissingNode.getInstance(),
        none -> MissingNode.getInstance());
  }
}
