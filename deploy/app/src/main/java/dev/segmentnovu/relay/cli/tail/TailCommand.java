package dev.segmentnovu.relay.cli.tail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.relay.cli.http.Exchange;
import dev.segmentnovu.relay.cli.http.ServerEvents;
import dev.segmentnovu.relay.cli.http.ServerEvents.Next;
import dev.segmentnovu.relay.cli.remote.Query;
import dev.segmentnovu.relay.cli.remote.RelayClient;
import dev.segmentnovu.relay.cli.remote.RemoteCommand;
import dev.segmentnovu.relay.cli.remote.RevealOption;
import dev.segmentnovu.relay.cli.terminal.Screen;
import dev.segmentnovu.relay.cli.terminal.Surroundings;
import dev.segmentnovu.relay.cli.terminal.Times;
import dev.segmentnovu.relay.runtime.Pause;
import dev.segmentnovu.relay.runtime.exit.CannotRunException;
import dev.segmentnovu.relay.runtime.exit.ExitCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code relay tail}: what the relay does, as it happens. */
@Command(
    name = "tail",
    mixinStandardHelpOptions = true,
    description = {
      "Shows the latest deliveries, and then what happens, until Ctrl-C.",
      "That is deliveries, failed attempts, dead letters, rejected events and changes of a source's",
      "state.",
      "Connects again if the connection is lost; what happens meanwhile is not shown.",
      "With --json, prints {\"kind\",\"data\"} per line."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  relay tail",
      "  relay tail --only failure,dead --source web",
      "  relay tail --user 42",
      "  relay tail --last 0 --count 1 --event 'User Registered'"
    })
public final class TailCommand extends RemoteCommand {

  private static final long LOOK_MILLIS = 500;
  private static final Duration RECONNECT = Duration.ofSeconds(2);

  @Mixin private TailFilter filter = new TailFilter();

  @Mixin private RevealOption reveal = new RevealOption();

  @Option(
      names = "--last",
      paramLabel = "N",
      defaultValue = "10",
      description = "how many earlier deliveries to show first; default: ${DEFAULT-VALUE}")
  private int last;

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "end after so many live lines; default: never")
  private @Nullable Integer count;

  public TailCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  protected int run(RelayClient relay, Screen screen) {
    if (last < 0 || (count != null && count < 1)) {
      throw usage("--last must not be negative, and --count at least 1");
    }
    // connected before the past is read, so that nothing is missed between
    ServerEvents events = relay.follow(live());
    if (last > 0 && filter.hasDeliveries()) {
      past(relay, screen);
    }
    int shown = 0;
    while (count == null || shown < count) {
      Next next = events.next(LOOK_MILLIS);
      long dropped = events.takeDropped();
      if (dropped > 0) {
        screen.note(Times.count(dropped, "line") + " left out: this terminal is too slow");
      }
      if (next == null) {
        continue;
      }
      boolean isShown = next.match(event -> show(screen, event.name(), event.data()), end -> false);
      shown += isShown ? 1 : 0;
      Optional<Exchange> end =
          next.match(event -> Optional.empty(), each -> Optional.of(each.how()));
      if (end.isPresent()) {
        events = reconnect(relay, screen, end.get());
      }
    }
    return ExitCode.OK;
  }

  private Query live() {
    // the relay compares the user, because it may mask the id before this command sees it
    return reveal.addTo(Query.of("live").with("userId", filter.user()));
  }

  private void past(RelayClient relay, Screen screen) {
    Query query =
        Query.of("deliveries")
            .with("source", filter.source())
            .with("userId", filter.user())
            .with("limit", last);
    List<JsonNode> items = new ArrayList<>();
    relay.get(reveal.addTo(query)).json().path("items").forEach(items::add);
    Collections.reverse(items);
    for (JsonNode each : items) {
      if (filter.matches("delivery", each)) {
        print(screen, "delivery", each);
      }
    }
  }

  private boolean show(Screen screen, String name, String data) {
    JsonNode json = parse(data);
    boolean isShown = !json.isMissingNode() && filter.matches(name, json);
    if (isShown) {
      print(screen, name, json);
    }
    return isShown;
  }

  private void print(Screen screen, String name, JsonNode data) {
    if (json()) {
      var line = EventCodec.JSON.createObjectNode().put("kind", name);
      line.set("data", data);
      screen.out().println(line);
    } else {
      screen.out().println(new LiveLine(screen).of(name, data));
    }
    screen.out().flush();
  }

  private static JsonNode parse(String data) {
    try {
      return EventCodec.JSON.readTree(data);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance(); // a comment that keeps the connection alive, for example
    }
  }

  /**
   * Connects again.
   *
   * @throws CannotRunException if the relay refuses the call, so that it would refuse it again
   */
  private ServerEvents reconnect(RelayClient relay, Screen screen, Exchange end) {
    Optional<CannotRunException> failure = relay.failure(end, live());
    boolean isRefused = end.match(answer -> answer.status() >= 300, none -> false);
    if (failure.isPresent() && isRefused) {
      throw failure.get();
    }
    screen.note(
        "The connection to the relay is lost"
            + failure.map(each -> ": " + each.getMessage()).orElse(".")
            + " Connecting again; what happens meanwhile is not shown.");
    Pause.of(RECONNECT);
    return relay.follow(live());
  }
}
