package dev.segmentnovu.relay;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.config.RedisAddress;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.relay.sandbox.SandboxNovu;
import dev.segmentnovu.relay.sandbox.SandboxOptions;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A relay as it runs in production: ingest and workers in processes of their own, a Redis of their
 * own unless one is given; and a sandbox Novu, which is in this process so that it can be told how
 * to fail.
 */
final class SplitRelay implements AutoCloseable {
  static final String SECRET = "shared-secret";
  static final int LEASE_SECONDS = 10;

  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final Path directory;
  private final Vertx vertx = Vertx.vertx();
  private final DataDirectory data;
  private final int redisPort = FreePort.next();
  private final Map<String, String> settings = new HashMap<>();
  private final List<RelayProcess> ingests = new ArrayList<>();
  private final List<URI> webhooks = new ArrayList<>();
  private final List<RelayProcess> workers = new ArrayList<>();
  private @Nullable EmbeddedRedis redis;

  final SandboxNovu novu;
  final RelayProcess ingest;

  /** Starts Redis, Novu and ingest; workers are added. */
  SplitRelay(Path directory) throws Exception {
    this(directory, Map.of());
  }

  /** The same with more settings; Redis is not started where they say where one is. */
  SplitRelay(Path directory, Map<String, String> more) throws Exception {
    this(directory, more, "receipt");
  }

  /** The same with these workflows at Novu, and no others. */
  SplitRelay(Path directory, Map<String, String> more, String... workflows) throws Exception {
    this(directory, more, SandboxOptions.onPort(0).withWorkflows(workflows).withKeepAll());
  }

  /** The same with another Novu. */
  SplitRelay(Path directory, Map<String, String> more, SandboxOptions options) throws Exception {
    this.directory = directory;
    novu = new SandboxNovu(options);
    data = DataDirectory.hold(directory.resolve("redis"));
    if (!more.containsKey("REDIS_URL")) {
      redis = EmbeddedRedis.start(data, redisPort);
      settings.put("REDIS_URL", redis.uri().toString());
    }
    vertx.deployVerticle(novu).await(30, TimeUnit.SECONDS);
    settings.put("NOVU_API_KEY", "key");
    settings.put("NOVU_API_URL", novu.url().toString());
    settings.put("SEGMENT_SHARED_SECRET", SECRET);
    settings.put("RELAY_WORKFLOWS", LoadEvent.WORKFLOWS);
    settings.put("RELAY_RETRY_INITIAL", "100ms");
    settings.put("RELAY_RETRY_MAX", "1s");
    settings.put("RELAY_NOVU_TIMEOUT", "4s");
    settings.put("RELAY_LEASE", LEASE_SECONDS + "s");
    settings.putAll(more);
    ingest = addIngest();
  }

  /** Starts another ingest, on ports of its own; returns at once. */
  RelayProcess addIngest() throws IOException {
    int http = FreePort.next();
    int admin = FreePort.next();
    Map<String, String> own = new HashMap<>(settings);
    own.put("RELAY_HTTP_PORT", Integer.toString(http));
    own.put("RELAY_ADMIN_PORT", Integer.toString(admin));
    Path log = directory.resolve("ingest-" + ingests.size() + ".log");
    var added = new RelayProcess("ingest", own, admin, log);
    ingests.add(added);
    webhooks.add(URI.create("http://127.0.0.1:" + http + "/webhooks/segment"));
    return added;
  }

  /** Starts another worker; returns at once. */
  RelayProcess addWorker() throws IOException {
    int ops = FreePort.next();
    Map<String, String> own = new HashMap<>(settings);
    own.put("RELAY_OPS_PORT", Integer.toString(ops));
    Path log = directory.resolve("worker-" + workers.size() + ".log");
    var worker = new RelayProcess("worker", own, ops, log);
    workers.add(worker);
    return worker;
  }

  void awaitReady() {
    ingests.forEach(RelayProcess::awaitReady);
    workers.forEach(RelayProcess::awaitReady);
  }

  /** For a look past the relay's own processes. */
  RelayConfig.Redis redisAddress() {
    return new RelayConfig.Redis(
        RedisAddress.parse(Objects.requireNonNull(settings.get("REDIS_URL"))),
        RelayConfig.Durability.NONE);
  }

  /** Where the first ingest takes webhooks. */
  URI webhook() {
    return webhooks.get(0);
  }

  /** Where each ingest takes webhooks. */
  List<URI> webhooks() {
    return List.copyOf(webhooks);
  }

  /** Has Redis write its file and end. */
  void stopRedis() {
    if (redis != null) {
      redis.close();
    }
  }

  /** Starts Redis again, with its data. */
  void startRedis() {
    redis = EmbeddedRedis.start(data, redisPort);
  }

  /** Has Redis stand still, with all its connections open, or go on. */
  void freezeRedis(boolean still) throws IOException, InterruptedException {
    String pid = Files.readString(data.path().resolve("redis.pid")).strip();
    var signal = new ProcessBuilder("kill", still ? "-STOP" : "-CONT", pid).start();
    if (signal.waitFor() != 0) {
      throw new IOException("kill ended with " + signal.exitValue());
    }
  }

  /** How the queue stands. */
  JsonNode queue() throws IOException, InterruptedException {
    return ingest.json("/admin/queue").path("sources").path(0);
  }

  /** Returns when the queue has taken so many events and has none left. */
  void awaitDone(int events) {
    await("the queue is empty")
        .atMost(LIMIT)
        .ignoreExceptionsMatching(IOException.class::isInstance)
        .until(
            () -> {
              JsonNode queue = queue();
              return queue.path("totals").path("enqueued").asInt() == events
                  && queue.path("depth").asInt() == 0;
            });
  }

  /** Returns when none of what was sent is left in the queue. */
  void awaitDrained() {
    await("the queue is empty")
        .atMost(LIMIT)
        .ignoreExceptionsMatching(IOException.class::isInstance)
        .until(() -> queue().path("depth").asInt() == 0);
  }

  /** All dead letters, page by page. */
  List<JsonNode> letters() throws IOException, InterruptedException {
    List<JsonNode> letters = new ArrayList<>();
    String from = "";
    do {
      JsonNode page = ingest.json("/admin/dead-letters?limit=100" + from);
      page.path("items").forEach(letters::add);
      String next = page.path("next").textValue();
      from = next == null ? "" : "&cursor=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
    } while (!from.isEmpty());
    return letters;
  }

  /** Deletes a dead letter. */
  void deleteLetter(String id) throws IOException, InterruptedException {
    ingest.delete("/admin/dead-letters/" + id);
  }

  @Override
  public void close() {
    for (RelayProcess worker : workers) {
      worker.close();
    }
    ingests.forEach(RelayProcess::close);
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    stopRedis();
    data.close();
  }
}
