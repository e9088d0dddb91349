package dev.segmentnovu.e2e.docs;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.e2e.fixture.RelayProgram;
import dev.segmentnovu.e2e.fixture.UpProcess;
import dev.segmentnovu.event.EventCodec;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;

/** A {@code relay up} that a reader would have, and a shell in which its commands work. */
final class DocumentedRelay implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String KEY = "docs-write-key";

  /** The id of a job in the pages. */
  private static final String JOB = "4fb5af00f92ec2b5";

  private static final String MAPPED = event("u-1", "User Registered", "file-1");

  private static final String FILE =
      """
      sources:
        web:
          writeKeys: ["%s"]
          sharedSecrets: ["docs-secret"]
          novu: { apiKey: "${NOVU_API_KEY}" }
          workflows: { User Registered: welcome }
      """
          .formatted(KEY);

  /** Commands that ask would end without a terminal. Curl's exit code tells nothing of a 404. */
  private static final String RELAY =
      """
      #!/bin/sh
      case "$1 ${2:-}" in
        'dlq replay' | 'dlq discard' | 'dlq export' | 'users forget' | 'import '*)
          case " $* " in
            *' --yes '* | *' --dry-run '*) ;;
            *) set -- "$@" --yes ;;
          esac ;;
      esac
      exec '%s' "$@"
      """
          .formatted(String.join("' '", RelayProgram.with("-Xmx128m", "-XX:TieredStopAtLevel=1")));

  private static final String CURL =
      "curl() { case \" $* \" in *' -w '*) command curl \"$@\" ;; *) command curl --fail \"$@\" ;;"
          + " esac; }\n";

  private final HttpClient client = HttpClient.newHttpClient();
  private final Path directory;
  private final UpProcess process;
  private final String sandbox;
  private int made;

  DocumentedRelay(Path directory) throws IOException, InterruptedException {
    this.directory = directory;
    Path file = Files.writeString(directory.resolve("relay.yaml"), FILE);
    Path bin = Files.createDirectory(directory.resolve("bin"));
    executable(bin.resolve("relay"));
    process =
        new UpProcess(
            directory,
            Map.of(
                "RELAY_CONFIG",
                file.toString(),
                "RELAY_RETRY_INITIAL",
                "30m",
                "RELAY_RETRY_MAX",
                "1h",
                "RELAY_ALERTS_URL",
                "http://127.0.0.1:9/nobody",
                "RELAY_ALERTS_SECRET",
                "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"));
    String note = Files.readString(directory.resolve("data").resolve("up.json"));
    sandbox = EventCodec.JSON.readTree(note).path("sandbox").asText();
    track("42", "User Registered", "5f1c-message-id");
  }

  private static void executable(Path script) throws IOException {
    Files.writeString(script, RELAY);
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** How a line ended. */
  record Ended(int exitCode, String out) {}

  /** A directory with the files that a text names. */
  Path workplace(String text) throws IOException {
    Path place = Files.createDirectory(directory.resolve("block-" + ++made));
    executable(place.resolve("relay"));
    Files.createSymbolicLink(place.resolve("data"), directory.resolve("data"));
    Files.writeString(place.resolve("relay.yaml"), FILE);
    for (String name : List.of("event.json", "events.ndjson", "history.ndjson", "gap.ndjson")) {
      if (text.contains(name)) {
        Files.writeString(place.resolve(name), MAPPED + "\n");
      }
    }
    if (text.contains("history.ndjson.gz")) {
      try (var packed =
          new OutputStreamWriter(
              new GZIPOutputStream(Files.newOutputStream(place.resolve("history.ndjson.gz"))),
              StandardCharsets.UTF_8)) {
        packed.write(MAPPED + "\n");
      }
    }
    if (text.contains("dead-letters.ndjson")) {
      Files.writeString(place.resolve("dead-letters.ndjson"), "{\"received\":" + MAPPED + "}\n");
    }
    return place;
  }

  /** The same line for this relay: with its ports, and with ids that exist. */
  String here(String line) throws IOException, InterruptedException {
    String text =
        line.replace("https://relay.example:8081", "http://127.0.0.1:" + process.adminPort())
            .replace("https://relay.example", "http://127.0.0.1:" + process.httpPort())
            .replace("localhost:8080", "127.0.0.1:" + process.httpPort())
            .replace("localhost:8081", "127.0.0.1:" + process.adminPort())
            .replace("localhost:8082", "127.0.0.1:" + process.opsPort())
            .replace("http://localhost:8090", sandbox)
            .replace("localhost:8090", sandbox)
            .replace("127.0.0.1:6479", "127.0.0.1:" + process.redisPort())
            .replace("RELAY_ADMIN_TOKEN=…", "")
            .replace("\"source\":\"default\"", "\"source\":\"web\"")
            .replace("<source>", "web")
            .replace("SOURCE", "web");
    if (text.contains("<userId>")) {
      text = text.replace("<userId>", waitingUser());
    }
    if (text.contains("jobs/<id>") || text.contains(JOB)) {
      String job = text.contains("cancel") ? slowJob() : endedJob();
      text = text.replace("jobs/<id>", "jobs/" + job).replace(JOB, job);
    }
    if (text.contains("<id>") || text.contains("<messageId>")) {
      JsonNode letter = deadLetter();
      text =
          text.replace("{…}", event(letter.path("userId").asText(), "User Registered", "edited"))
              .replace("<id>", letter.path("id").asText())
              .replace("<messageId>", letter.path("messageId").asText());
    }
    return text;
  }

  /** Runs lines in a shell. */
  Ended run(Path place, String script) throws IOException, InterruptedException {
    Path out = Files.createTempFile(place, "out", ".txt");
    var builder = new ProcessBuilder("bash", "-e", "-o", "pipefail", "-c", CURL + script);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("RELAY_"));
    environment.put("PATH", directory.resolve("bin") + ":" + environment.get("PATH"));
    environment.put("RELAY_HTTP_PORT", Integer.toString(process.httpPort()));
    environment.put("RELAY_ADMIN_PORT", Integer.toString(process.adminPort()));
    environment.put("RELAY_OPS_PORT", Integer.toString(process.opsPort()));
    environment.put(
        "REDIS_URL",
        "redis://:%s@127.0.0.1:%d".formatted(process.redisPassword(), process.redisPort()));
    environment.put("NOVU_API_KEY", "sandbox");
    environment.put("NOVU_API_URL", sandbox);
    environment.put("SEGMENT_WRITE_KEY", KEY);
    environment.put("SEGMENT_SHARED_SECRET", "docs-secret");
    environment.put("TOKEN", "a-token-of-the-reader");
    Process shell =
        builder
            .directory(place.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    shell.getOutputStream().close();
    if (!shell.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      shell.descendants().forEach(ProcessHandle::destroyForcibly);
      shell.destroyForcibly();
      return new Ended(-1, "It runs on: " + Files.readString(out));
    }
    return new Ended(shell.exitValue(), Files.readString(out));
  }

  /** Undoes what a block may leave behind. */
  void tidy() throws IOException, InterruptedException {
    process.heal();
    call("POST", "/admin/sources/web/resume", "");
  }

  /** A new dead letter. */
  private JsonNode deadLetter() throws IOException, InterruptedException {
    String messageId = "dead-" + ++made;
    track("dead-user-" + made, "Order Refunded", messageId);
    String path = "/admin/dead-letters?messageId=" + messageId;
    await().atMost(LIMIT).until(() -> call("GET", path, "").path("total").asInt() == 1);
    return call("GET", path, "").path("items").path(0);
  }

  /** A new user whose event failed and waits for its next try. */
  private String waitingUser() throws IOException, InterruptedException {
    String user = "waiting-" + ++made;
    process.fail(
        "{\"path\":\"/v1/events\",\"subscriberId\":\"%s\",\"status\":503}".formatted(user));
    track(user, "User Registered", "m-" + user);
    await()
        .atMost(LIMIT)
        .until(
            () -> {
              JsonNode found = call("GET", "/admin/users/web/" + user, "");
              return found.path("attempts").asInt() == 1;
            });
    return user;
  }

  /** A job that has ended. */
  private String endedJob() throws IOException, InterruptedException {
    String id = job("{\"action\":\"export\",\"filter\":{}}");
    await()
        .atMost(LIMIT)
        .until(() -> call("GET", "/admin/jobs/" + id, "").path("state").asText().equals("done"));
    return id;
  }

  /** A job that runs for a minute at least. */
  private String slowJob() throws IOException, InterruptedException {
    String user = "many-" + ++made;
    List<String> events = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      events.add(event(user, "Order Refunded", user + "-" + i));
    }
    post("/v1/batch", "{\"batch\":[" + String.join(",", events) + "]}");
    String path = "/admin/dead-letters?limit=1&userId=" + user;
    await().atMost(LIMIT).until(() -> call("GET", path, "").path("total").asInt() == 60);
    return job(
        "{\"action\":\"replay\",\"filter\":{\"userId\":\"%s\"},\"ratePerSecond\":1}"
            .formatted(user));
  }

  private String job(String what) throws IOException, InterruptedException {
    return call("POST", "/admin/jobs", what).path("id").asText();
  }

  private static String event(String user, String name, String messageId) {
    return "{\"type\":\"track\",\"userId\":\"%s\",\"event\":\"%s\",\"messageId\":\"%s\"}"
        .formatted(user, name, messageId);
  }

  private void track(String user, String event, String messageId)
      throws IOException, InterruptedException {
    post("/v1/track", event(user, event, messageId));
  }

  private void post(String path, String body) throws IOException, InterruptedException {
    String key = Base64.getEncoder().encodeToString((KEY + ":").getBytes(StandardCharsets.UTF_8));
    client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + process.httpPort() + path))
            .header("Authorization", "Basic " + key)
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.discarding());
  }

  private JsonNode call(String method, String path, String body)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + process.adminPort() + path))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body));
    String answer = client.send(request.build(), BodyHandlers.ofString()).body();
    return EventCodec.JSON.readTree(answer);
  }

  @Override
  public void close() throws IOException {
    process.close();
  }
}
