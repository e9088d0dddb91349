package dev.segmentnovu.relay.cli.send;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.Secret;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.relay.cli.http.Call;
import dev.segmentnovu.relay.cli.http.Exchange.Answer;
import dev.segmentnovu.relay.cli.http.Exchange.NoAnswer;
import dev.segmentnovu.relay.cli.http.WebCalls;
import dev.segmentnovu.relay.embedded.DataDirectory;
import dev.segmentnovu.relay.embedded.UpNote;
import dev.segmentnovu.relay.runtime.config.CommandConfig;
import dev.segmentnovu.relay.runtime.exit.CannotRunException;
import dev.segmentnovu.relay.runtime.exit.ExitCode;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code relay send}: sends signed sample events, and shows their outcome. */
@Command(
    name = "send",
    mixinStandardHelpOptions = true,
    description = {
      "Sends an identify and a track, signed as Segment signs its webhooks, to a running relay.",
      "Where a sandbox Novu runs, waits for them to arrive there and shows what it received.",
      "Port and shared secret are those of relay.yaml and the environment, as relay up has them;",
      "without a secret there, the well-known one of the sandbox; without a port there, the",
      "one that a running relay up has noted in its data directory."
    })
public final class SendCommand implements Callable<Integer> {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int DEFAULT_PORT = 8080;
  private static final String DEFAULT_SANDBOX = "http://127.0.0.1:8090";

  @Option(
      names = "--url",
      description = "the relay's webhook; default: on this machine, at the configured port")
  private @Nullable URI url;

  @Option(
      names = "--source",
      paramLabel = "NAME",
      description = "whose webhook and secret; default: the first that has a shared secret")
  private @Nullable String sourceName;

  @Option(
      names = "--sandbox",
      paramLabel = "URL",
      description =
          "the sandbox Novu to look into; default: the one of a running relay up, or "
              + DEFAULT_SANDBOX)
  private @Nullable URI sandboxUrl;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = DataDirectory.OPTION_DEFAULT,
      description = "the data directory of relay up; default: data beside the relay script")
  private Path data = Path.of("data");

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
      description = "how long to wait for the sandbox; 0: not at all; default: ${DEFAULT-VALUE}")
  private int wait;

  @Spec private CommandSpec spec = CommandSpec.create();

  private final Map<String, String> environment;

  public SendCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * The options that {@code relay send} needs in a terminal without the variables of this process,
   * for a relay that runs with {@code config}.
   *
   * @param sandbox the address of the sandbox Novu, or null if there is none
   */
  public static String options(RelayConfig config, @Nullable URI sandbox) {
    String options =
        config.ingest().port() == DEFAULT_PORT
            ? ""
            : " --url " + webhook(config, config.sources().get(0), config.ingest().port());
    return sandbox == null || sandbox.toString().equals(DEFAULT_SANDBOX)
        ? options
        : options + " --sandbox " + sandbox;
  }

  @Override
  public Integer call() {
    if (count < 1 || wait < 0) {
      throw new ParameterException(
          spec.commandLine(), "--count must be at least 1, and --wait not negative");
    }
    PrintWriter out = spec.commandLine().getOut();
    Optional<UpNote> up = UpNote.read(data);
    Target target = target(up);
    URI sandbox =
        sandboxUrl == null
            ? up.flatMap(note -> Optional.ofNullable(note.sandbox()))
                .orElse(URI.create(DEFAULT_SANDBOX))
            : sandboxUrl;
    String userId = user == null ? "user-" + UUID.randomUUID().toString().substring(0, 8) : user;
    // not a field: each command of the relay makes an instance of this class, and a client costs
    // time
    try (var client = new WebCalls()) {
      return send(client, target, sandbox, userId, out);
    }
  }

  private int send(WebCalls client, Target target, URI sandbox, String userId, PrintWriter out) {
    var watch = SandboxWatch.open(client, sandbox);
    var sample = new SampleEvents(userId, Clock.systemUTC());
    List<ObjectNode> events = new ArrayList<>();
    events.add(sample.identify());
    for (int i = 1; i <= count; i++) {
      events.add(sample.track(event, i));
    }
    for (ObjectNode each : events) {
      if (!send(client, target, each, userId, out)) {
        return ExitCode.FAILED;
      }
    }
    out.println(
        "Follow an event by its id: relay event " + messageId(events.get(events.size() - 1)));
    if (wait == 0) {
      return ExitCode.OK;
    }
    if (watch.isEmpty()) {
      out.println(
          "Queued. No sandbox Novu answers at "
              + sandbox
              + ". If the relay has one at another address, as relay up says at its start, name it"
              + " with --sandbox; otherwise look in Novu itself.");
      return ExitCode.OK;
    }
    return watch.get().await(userId, count, Duration.ofSeconds(wait), out)
        ? ExitCode.OK
        : ExitCode.FAILED;
  }

  /** The address that receives the events, and the secret that signs them. */
  private record Target(URI url, String source, Secret secret) {}

  private Target target(Optional<UpNote> up) {
    RelayConfig config = CommandConfig.require(CommandConfig.sender(environment).load());
    List<RelayConfig.Source> sources =
        config.sources().stream()
            .filter(source -> sourceName == null || source.name().equals(sourceName))
            .toList();
    if (sources.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "--source must be one of " + config.sourceNames());
    }
    RelayConfig.Source source =
        sources.stream()
            .filter(each -> !each.sharedSecrets().isEmpty())
            .findFirst()
            .orElseThrow(
                () ->
                    new CannotRunException(
                        ExitCode.CONFIGURATION,
                        "Source "
                            + sources.get(0).name()
                            + " has no shared secret, so it takes no webhooks. Set sharedSecrets"
                            + " (SEGMENT_SHARED_SECRET)"));
    int port = config.ingest().port();
    // a port that is set here is meant
    int used = port == DEFAULT_PORT ? up.map(UpNote::ingestPort).orElse(port) : port;
    return new Target(
        url == null ? webhook(config, source, used) : url,
        source.name(),
        source.sharedSecrets().get(0));
  }

  private static URI webhook(RelayConfig config, RelayConfig.Source source, int port) {
    String name = config.sources().size() == 1 ? "" : "/" + source.name();
    String scheme = config.ingest().tls() == null ? "http" : "https";
    return URI.create(scheme + "://127.0.0.1:" + port + "/webhooks/segment" + name);
  }

  private static boolean send(
      WebCalls client, Target target, ObjectNode each, String userId, PrintWriter out) {
    byte[] body = bytes(each);
    Call call =
        Call.post(target.url(), body)
            .with("X-Signature", WebhookSignature.of(target.secret().value(), body))
            .within(TIMEOUT);
    return client
        .call(call)
        .match(
            answer -> isQueued(answer, target, each, userId, out),
            none -> {
              throw unreachable(target, none);
            });
  }

  private static boolean isQueued(
      Answer answer, Target target, ObjectNode each, String userId, PrintWriter out) {
    String type = each.path("type").asText();
    String name = each.has("event") ? type + " " + each.path("event").asText() : type;
    out.println(
        "relay ← "
            + name
            + " of "
            + userId
            + " ("
            + messageId(each)
            + ") → "
            + answer.status()
            + " "
            + answer.text().strip());
    if (answer.status() == 401) {
      out.println(
          "The relay does not accept the signature. It was made with the shared secret of source "
              + target.source()
              + ": start this command with the relay.yaml and the SEGMENT_SHARED_SECRET that the"
              + " relay runs with.");
    }
    if (answer.status() == 404 || answer.status() == 405) {
      out.println(
          "This address takes no events: name ingest's port (RELAY_HTTP_PORT, 8080 by default) with"
              + " --url. The admin port is another.");
    }
    return answer.status() == 200;
  }

  private static String messageId(ObjectNode event) {
    return event.path("messageId").asText();
  }

  private static CannotRunException unreachable(Target target, NoAnswer none) {
    return new CannotRunException(
        ExitCode.UNAVAILABLE,
        switch (none.cause()) {
          case UNREACHABLE -> "No relay answers at " + target.url() + ". Start it with ./relay up";
          case TLS ->
              "There is no secure connection to the relay at "
                  + target.url()
                  + ": "
                  + none.detail()
                  + ". If it has a certificate, name the relay as the certificate does with --url,"
                  + " and let this Java trust its issuer";
          default -> "The relay at " + target.url() + " did not answer: " + none.detail();
        });
  }

  private static byte[] bytes(ObjectNode event) {
    try {
      return EventCodec.JSON.writeValueAsBytes(event);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e); // the command has just built this tree
    }
  }
}
