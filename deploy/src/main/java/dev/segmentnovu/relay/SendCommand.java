package dev.segmentnovu.relay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code relay send}: signed sample events, and what became of them. */
@Command(
    name = "send",
    mixinStandardHelpOptions = true,
    description = {
      "Sends an identify and a track, signed as Segment signs its webhooks, to a running relay.",
      "Where a sandbox Novu runs, waits for them to arrive there and shows what it received.",
      "Signs with SEGMENT_SHARED_SECRET, or with the sandbox's well-known secret."
    })
final class SendCommand implements Callable<Integer> {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final String DEFAULT_URL = "http://127.0.0.1:8080/webhooks/segment";
  private static final String DEFAULT_SANDBOX = "http://127.0.0.1:8090";

  @Option(
      names = "--url",
      defaultValue = DEFAULT_URL,
      description = "the relay's webhook; default: ${DEFAULT-VALUE}")
  private URI url = URI.create("http://127.0.0.1");

  @Option(
      names = "--sandbox",
      paramLabel = "URL",
      defaultValue = DEFAULT_SANDBOX,
      description = "the sandbox Novu to look into; default: ${DEFAULT-VALUE}")
  private URI sandboxUrl = URI.create("http://127.0.0.1");

  @Option(
      names = "--event",
      paramLabel = "NAME",
      defaultValue = "User Registered",
      description = "of the track; default: ${DEFAULT-VALUE}")
  private String event = "";

  @Option(names = "--user", paramLabel = "ID", description = "default: a new one each time")
  private @Nullable String user;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "1",
      description = "how many tracks follow the identify; default: ${DEFAULT-VALUE}")
  private int count;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "15",
      description = "how long to wait for the sandbox; default: ${DEFAULT-VALUE}")
  private int wait;

  @Spec private CommandSpec spec = CommandSpec.create();

  private final Map<String, String> environment;

  SendCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * What to add to {@code relay send} for a relay at {@code url}; empty where it finds it alone.
   */
  static String options(URI url, @Nullable URI sandbox) {
    String options = url.toString().equals(DEFAULT_URL) ? "" : " --url " + url;
    return sandbox == null || sandbox.toString().equals(DEFAULT_SANDBOX)
        ? options
        : options + " --sandbox " + sandbox;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (count < 1 || wait < 0) {
      throw new ParameterException(
          spec.commandLine(), "--count must be at least 1, and --wait not negative");
    }
    PrintWriter out = spec.commandLine().getOut();
    String userId = user == null ? "user-" + UUID.randomUUID().toString().substring(0, 8) : user;
    // not a field: every command of the relay makes one of this, and a client takes a third of a
    // second
    var client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    var watch = SandboxWatch.open(client, sandboxUrl);
    var sample = new SampleEvents(userId, Clock.systemUTC());
    List<ObjectNode> events = new ArrayList<>();
    events.add(sample.identify());
    for (int i = 1; i <= count; i++) {
      events.add(sample.track(event, i));
    }
    for (ObjectNode each : events) {
      if (!send(client, each, userId, out)) {
        return ExitCode.FAILED;
      }
    }
    if (watch.isEmpty()) {
      out.println("Queued. No sandbox Novu answers at " + sandboxUrl + ", so look in Novu itself.");
      return ExitCode.OK;
    }
    return watch.get().await(userId, count, Duration.ofSeconds(wait), out)
        ? ExitCode.OK
        : ExitCode.FAILED;
  }

  private boolean send(HttpClient client, ObjectNode each, String userId, PrintWriter out)
      throws InterruptedException {
    try {
      byte[] body = EventCodec.JSON.writeValueAsBytes(each);
      HttpRequest request =
          HttpRequest.newBuilder(url)
              .timeout(TIMEOUT)
              .header("Content-Type", "application/json")
              .header("X-Signature", WebhookSignature.of(secret(), body))
              .POST(BodyPublishers.ofByteArray(body))
              .build();
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      String type = each.path("type").asText();
      String name = each.has("event") ? type + " " + each.path("event").asText() : type;
      out.println(
          "relay ← "
              + name
              + " of "
              + userId
              + " → "
              + response.statusCode()
              + " "
              + response.body().strip());
      if (response.statusCode() == 401) {
        out.println(
            "The relay does not accept the signature. Set SEGMENT_SHARED_SECRET to what it runs with.");
      }
      return response.statusCode() == 200;
    } catch (ConnectException e) {
      throw new CannotRunException(
          ExitCode.UNAVAILABLE, "No relay answers at " + url + ". Start it with ./relay up");
    } catch (IOException e) {
      throw new CannotRunException(
          ExitCode.UNAVAILABLE, "The relay at " + url + " did not answer: " + e.getMessage());
    }
  }

  private String secret() {
    String own = environment.get("SEGMENT_SHARED_SECRET");
    return own == null || own.isBlank() ? Settings.SANDBOX_SECRET : own.strip();
  }
}
